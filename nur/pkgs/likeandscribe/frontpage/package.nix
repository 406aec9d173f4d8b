{
  buildPnpmPackage,
  hashes,
  lib,
  pnpm_9,
  sources,
}:

buildPnpmPackage {
  pname = "frontpage";
  source = sources.frontpage;
  pnpm = pnpm_9;
  inherit (hashes.frontpage) pnpmDepsHash;
  member = "frontpage";
  noProgram = "a Next.js application: `next start` serves it";

  meta = {
    description = "Community of links, in the manner of Hacker News";
    homepage = "https://github.com/likeandscribe/frontpage/tree/main/packages/frontpage";
    license = lib.licenses.mit;
    platforms = lib.platforms.unix;
  };

  atproto = {
    category = "application";
    services = [ "web" ];
    protocols = [
      "com.atproto"
      "fyi.unravel.frontpage"
    ];
    dependencies = [ "likeandscribe-drainpipe" ];
    tier = 2;
  };
}
