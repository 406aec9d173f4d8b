{
  buildRustPrograms,
  lib,
  workspace,
}:

buildRustPrograms {
  inherit workspace;
  pname = "ufos-fuzz";
  crate = "ufos-fuzz";

  meta = {
    description = "Fuzz targets of ufos";
    homepage = "https://github.com/at-microcosm/microcosm-rs/tree/main/ufos/fuzz";
    # Stated upstream since be01e9e, of 2026-03.
    license = [
      lib.licenses.asl20
      lib.licenses.mit
    ];
    mainProgram = "counts_value";
    platforms = lib.platforms.unix;
  };

  atproto = {
    category = "utility";
    services = [ ];
    protocols = [ "com.atproto" ];
    dependencies = [ ];
    tier = 3;
  };
}
