{
  buildPnpmPackage,
  hashes,
  lib,
  pnpm_9,
  sources,
}:

buildPnpmPackage {
  pname = "atproto-lexicon";
  source = sources.atproto;
  pnpm = pnpm_9;
  inherit (hashes.atproto) pnpmDepsHash;
  member = "@atproto/lexicon";
  noProgram = "a library: import it as @atproto/lexicon";

  meta = {
    description = "TypeScript library that reads lexicons and checks records";
    homepage = "https://github.com/bluesky-social/atproto/tree/main/packages/lexicon";
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
