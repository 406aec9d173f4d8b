{
  buildPnpmPackage,
  hashes,
  lib,
  pnpm_9,
  sources,
}:

buildPnpmPackage {
  pname = "atproto-identity";
  source = sources.atproto;
  pnpm = pnpm_9;
  inherit (hashes.atproto) pnpmDepsHash;
  member = "@atproto/identity";
  noProgram = "a library: import it as @atproto/identity";

  meta = {
    description = "TypeScript library that resolves DIDs and handles";
    homepage = "https://github.com/bluesky-social/atproto/tree/main/packages/identity";
    license = [
      lib.licenses.asl20
      lib.licenses.mit
    ];
    platforms = lib.platforms.unix;
  };

  atproto = {
    category = "library";
    services = [ ];
    protocols = [ "did" ];
    dependencies = [ ];
    tier = 1;
  };
}
