{
  describeBroken,
  lib,
  sources,
}:

describeBroken {
  pname = "blacksky-community";
  source = sources."blacksky.community";
  language = "node";
  noProgram = "files for a web server";
  broken = "pnpmDepsHash of blacksky.community is not known, and nixpkgs has no pnpm 11";

  meta = {
    description = "Web client of the Blacksky community";
    homepage = "https://github.com/blacksky-algorithms/blacksky.community";
    license = lib.licenses.mit;
    platforms = lib.platforms.unix;
  };

  atproto = {
    category = "application";
    services = [ ];
    protocols = [
      "com.atproto"
      "app.bsky"
    ];
    dependencies = [ ];
    tier = 2;
  };
}
