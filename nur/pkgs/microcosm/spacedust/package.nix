{
  buildRustPrograms,
  lib,
  workspace,
}:

buildRustPrograms {
  inherit workspace;
  pname = "spacedust";
  crate = "spacedust";

  meta = {
    description = "Firehose of interactions: every link made or removed, over a WebSocket";
    homepage = "https://github.com/at-microcosm/microcosm-rs/tree/main/spacedust";
    # Stated upstream since be01e9e, of 2026-03.
    license = [
      lib.licenses.asl20
      lib.licenses.mit
    ];
    mainProgram = "spacedust";
    platforms = lib.platforms.unix;
  };

  atproto = {
    category = "infrastructure";
    services = [ "spacedust" ];
    protocols = [ "com.atproto" ];
    dependencies = [ ];
    tier = 1;
  };
}
