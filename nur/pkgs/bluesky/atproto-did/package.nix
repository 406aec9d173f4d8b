{
  buildPnpmPackage,
  hashes,
  lib,
  pnpm_9,
  sources,
}:

buildPnpmPackage {
  pname = "atproto-did";
  source = sources.atproto;
  pnpm = pnpm_9;
  inherit (hashes.atproto) pnpmDepsHash;
  member = "@atproto/did";
  noProgram = "a library: import it as @atproto/did";

  meta = {
    description = "TypeScript types and checks of DIDs";
    homepage = "https://github.com/bluesky-social/atproto/tree/main/packages/did";
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
