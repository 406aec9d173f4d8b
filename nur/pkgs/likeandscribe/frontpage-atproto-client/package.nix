{
  buildPnpmPackage,
  hashes,
  lib,
  pnpm_9,
  sources,
}:

buildPnpmPackage {
  pname = "frontpage-atproto-client";
  source = sources.frontpage;
  pnpm = pnpm_9;
  inherit (hashes.frontpage) pnpmDepsHash;
  member = "@repo/frontpage-atproto-client";
  noProgram = "a library";

  meta = {
    description = "Client library of the Frontpage applications";
    homepage = "https://github.com/likeandscribe/frontpage/tree/main/packages/frontpage-atproto-client";
    license = lib.licenses.mit;
    platforms = lib.platforms.unix;
  };

  atproto = {
    category = "library";
    services = [ ];
    protocols = [ "com.atproto" ];
    dependencies = [ ];
    tier = 3;
  };
}
