{
  buildRustPrograms,
  lib,
  workspace,
}:

buildRustPrograms {
  inherit workspace;
  pname = "quasar";
  crate = "quasar";

  meta = {
    description = "Replay and fan-out of event streams, at an early stage";
    homepage = "https://github.com/at-microcosm/microcosm-rs/tree/main/quasar";
    # Stated upstream since be01e9e, of 2026-03.
    license = [
      lib.licenses.asl20
      lib.licenses.mit
    ];
    mainProgram = "quasar";
    platforms = lib.platforms.unix;
  };

  atproto = {
    category = "infrastructure";
    services = [ "quasar" ];
    protocols = [ "com.atproto" ];
    dependencies = [ ];
    tier = 3;
  };
}
