{
  buildPnpmPackage,
  hashes,
  lib,
  pnpm_9,
  sources,
}:

buildPnpmPackage {
  pname = "unravel";
  source = sources.frontpage;
  pnpm = pnpm_9;
  inherit (hashes.frontpage) pnpmDepsHash;
  member = "unravel";
  noProgram = "a Next.js application: `next start` serves it";

  meta = {
    description = "Shows a thread of posts as one page";
    homepage = "https://github.com/likeandscribe/frontpage/tree/main/packages/unravel";
    license = lib.licenses.mit;
    platforms = lib.platforms.unix;
  };

  atproto = {
    category = "application";
    services = [ "web" ];
    protocols = [
      "com.atproto"
      "app.bsky"
    ];
    dependencies = [ ];
    tier = 3;
  };
}
