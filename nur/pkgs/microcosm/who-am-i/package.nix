{
  buildRustPrograms,
  lib,
  workspace,
}:

buildRustPrograms {
  inherit workspace;
  pname = "who-am-i";
  crate = "who-am-i";
  # It looks for its templates where it runs.
  crane.postInstall = ''
    mkdir -p "$out/share/who-am-i"
    cp -r who-am-i/templates "$out/share/who-am-i/"
  '';

  meta = {
    description = "Identity bridge for demos: one click instead of a log-in";
    homepage = "https://github.com/at-microcosm/microcosm-rs";
    # The pinned revision states none.
    license = lib.licenses.unfree;
    mainProgram = "who-am-i";
    platforms = lib.platforms.unix;
  };

  atproto = {
    category = "application";
    services = [ "who-am-i" ];
    protocols = [ "com.atproto" ];
    dependencies = [ ];
    tier = 3;
  };
}
