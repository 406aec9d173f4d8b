{
  buildRustPrograms,
  lib,
  workspace,
}:

buildRustPrograms {
  inherit workspace;
  pname = "pocket";
  crate = "pocket";
  # It looks for its page where it runs.
  crane.postInstall = ''
    mkdir -p "$out/share/pocket"
    cp -r pocket/static "$out/share/pocket/"
  '';

  meta = {
    description = "Small store of data about a user that is not public";
    homepage = "https://github.com/at-microcosm/microcosm-rs/tree/main/pocket";
    # Stated upstream since be01e9e, of 2026-03.
    license = [
      lib.licenses.asl20
      lib.licenses.mit
    ];
    mainProgram = "pocket";
    platforms = lib.platforms.unix;
  };

  atproto = {
    category = "infrastructure";
    services = [ "pocket" ];
    protocols = [ "com.atproto" ];
    dependencies = [ ];
    tier = 2;
  };
}
