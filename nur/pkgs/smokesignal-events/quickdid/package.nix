{
  buildRustPrograms,
  lib,
  makeRustWorkspace,
  sources,
  sqlite,
}:

buildRustPrograms {
  workspace = makeRustWorkspace {
    source = sources.quickdid;
    buildInputs = [ sqlite ];
  };
  pname = "quickdid";
  programs = [ "quickdid" ];
  crane.postInstall = ''
    mkdir -p "$out/share/quickdid"
    cp -r www "$out/share/quickdid/"
  '';

  meta = {
    description = "Resolves handles to DIDs, fast, for many";
    homepage = "https://tangled.org/@smokesignal.events/quickdid";
    license = lib.licenses.mit;
    mainProgram = "quickdid";
    platforms = lib.platforms.unix;
  };

  atproto = {
    category = "infrastructure";
    services = [ "identity-resolver" ];
    protocols = [ "com.atproto" ];
    dependencies = [ ];
    tier = 2;
  };
}
