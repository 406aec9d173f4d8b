{
  buildPnpmPackage,
  hashes,
  lib,
  pnpm_9,
  sources,
}:

buildPnpmPackage {
  pname = "atproto-repo";
  source = sources.atproto;
  pnpm = pnpm_9;
  inherit (hashes.atproto) pnpmDepsHash;
  member = "@atproto/repo";
  noProgram = "a library: import it as @atproto/repo";

  meta = {
    description = "TypeScript library of repositories and their Merkle search tree";
    homepage = "https://github.com/bluesky-social/atproto/tree/main/packages/repo";
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
