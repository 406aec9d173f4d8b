{
  buildPnpmPackage,
  hashes,
  lib,
  pnpm_9,
  sources,
}:

buildPnpmPackage {
  pname = "atproto-browser";
  source = sources.frontpage;
  pnpm = pnpm_9;
  inherit (hashes.frontpage) pnpmDepsHash;
  member = "atproto-browser";
  noProgram = "a Next.js application: `next start` serves it";

  meta = {
    description = "Browser of the network's records";
    homepage = "https://github.com/likeandscribe/frontpage/tree/main/packages/atproto-browser";
    license = lib.licenses.mit;
    platforms = lib.platforms.unix;
  };

  atproto = {
    category = "application";
    services = [ "web" ];
    protocols = [ "com.atproto" ];
    dependencies = [ ];
    tier = 2;
  };
}
