{
  buildRustPrograms,
  lib,
  makeRustWorkspace,
  sources,
}:

buildRustPrograms {
  workspace = makeRustWorkspace {
    source = sources.grain;
    folder = "cli";
  };
  pname = "grain-cli";
  programs = [ "grain" ];

  meta = {
    description = "Galleries of Grain from the command line";
    homepage = "https://grain.social";
    license = lib.licenses.mit;
    mainProgram = "grain";
    platforms = lib.platforms.unix;
  };

  atproto = {
    category = "utility";
    services = [ ];
    protocols = [
      "com.atproto"
      "social.grain"
    ];
    dependencies = [ ];
    tier = 3;
  };
}
