{
  buildPnpmPackage,
  hashes,
  lib,
  pnpm_9,
  sources,
}:

buildPnpmPackage {
  pname = "atproto-syntax";
  source = sources.atproto;
  pnpm = pnpm_9;
  inherit (hashes.atproto) pnpmDepsHash;
  member = "@atproto/syntax";
  noProgram = "a library: import it as @atproto/syntax";

  meta = {
    description = "TypeScript library that parses the identifiers of the AT Protocol";
    homepage = "https://github.com/bluesky-social/atproto/tree/main/packages/syntax";
    license = [
      lib.licenses.asl20
      lib.licenses.mit
    ];
    platforms = lib.platforms.unix;
  };

  atproto = {
    category = "library";
    services = [ ];
    protocols = [ "com.atproto" ];
    dependencies = [ ];
    tier = 1;
  };
}
