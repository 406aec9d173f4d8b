{
  buildRustPrograms,
  lib,
  workspace,
}:

buildRustPrograms {
  inherit workspace;
  pname = "slingshot";
  crate = "slingshot";
  # It looks for its page where it runs.
  crane.postInstall = ''
    mkdir -p "$out/share/slingshot"
    cp -r slingshot/static "$out/share/slingshot/"
  '';

  meta = {
    description = "Edge cache of records and identities";
    homepage = "https://github.com/at-microcosm/microcosm-rs/tree/main/slingshot";
    # Stated upstream since be01e9e, of 2026-03.
    license = [
      lib.licenses.asl20
      lib.licenses.mit
    ];
    mainProgram = "slingshot";
    platforms = lib.platforms.unix;
  };

  atproto = {
    category = "infrastructure";
    services = [ "slingshot" ];
    protocols = [ "com.atproto" ];
    dependencies = [ ];
    tier = 1;
  };
}
