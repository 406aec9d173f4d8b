{
  buildRustPrograms,
  lib,
  makeRustWorkspace,
  sources,
}:

buildRustPrograms {
  workspace = makeRustWorkspace {
    source = sources.grain;
    folder = "darkroom";
  };
  pname = "darkroom";
  programs = [ "darkroom" ];

  meta = {
    description = "Renders previews of Grain's galleries; needs a chromedriver at run time";
    homepage = "https://grain.social";
    license = lib.licenses.mit;
    mainProgram = "darkroom";
    platforms = lib.platforms.unix;
  };

  atproto = {
    category = "application";
    services = [ "darkroom" ];
    protocols = [ "social.grain" ];
    dependencies = [ ];
    tier = 2;
  };
}
