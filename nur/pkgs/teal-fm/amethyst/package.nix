{
  describeBroken,
  lib,
  sources,
}:

describeBroken {
  pname = "teal-amethyst";
  source = sources.teal;
  language = "node";
  noProgram = "files for a web server";
  broken = "pnpmDepsHash of teal is not known";

  meta = {
    description = "Client of Teal for the web";
    homepage = "https://github.com/teal-fm/teal/tree/main/apps/amethyst";
    license = lib.licenses.mit;
    platforms = lib.platforms.unix;
  };

  atproto = {
    category = "application";
    services = [ ];
    protocols = [
      "com.atproto"
      "fm.teal"
    ];
    dependencies = [ "teal-fm-aqua" ];
    tier = 2;
  };
}
