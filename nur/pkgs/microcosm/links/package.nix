{
  buildRustLibrary,
  lib,
  workspace,
}:

buildRustLibrary {
  inherit workspace;
  pname = "links";
  crate = "links";

  meta = {
    description = "Rust library that finds the links in a record";
    homepage = "https://github.com/at-microcosm/microcosm-rs/tree/main/links";
    # Stated upstream since be01e9e, of 2026-03.
    license = [
      lib.licenses.asl20
      lib.licenses.mit
    ];
    platforms = lib.platforms.unix;
  };

  atproto = {
    category = "library";
    services = [ ];
    protocols = [ "com.atproto" ];
    dependencies = [ ];
    tier = 3;
  };
}
