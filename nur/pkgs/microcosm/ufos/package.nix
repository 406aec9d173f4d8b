{
  buildRustPrograms,
  lib,
  workspace,
}:

buildRustPrograms {
  inherit workspace;
  pname = "ufos";
  crate = "ufos";

  meta = {
    description = "Statistics and samples of every collection seen in the network";
    homepage = "https://github.com/at-microcosm/microcosm-rs/tree/main/ufos";
    # Stated upstream since be01e9e, of 2026-03.
    license = [
      lib.licenses.asl20
      lib.licenses.mit
    ];
    mainProgram = "ufos";
    platforms = lib.platforms.unix;
  };

  atproto = {
    category = "infrastructure";
    services = [ "ufos" ];
    protocols = [ "com.atproto" ];
    dependencies = [ ];
    tier = 2;
  };
}
