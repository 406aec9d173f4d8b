{
  buildPnpmPackage,
  hashes,
  lib,
  pnpm_9,
  sources,
}:

buildPnpmPackage {
  pname = "atproto-xrpc";
  source = sources.atproto;
  pnpm = pnpm_9;
  inherit (hashes.atproto) pnpmDepsHash;
  member = "@atproto/xrpc";
  noProgram = "a library: import it as @atproto/xrpc";

  meta = {
    description = "TypeScript client of XRPC";
    homepage = "https://github.com/bluesky-social/atproto/tree/main/packages/xrpc";
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
