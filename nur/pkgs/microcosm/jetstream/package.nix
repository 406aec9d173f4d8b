{
  buildRustLibrary,
  lib,
  workspace,
}:

buildRustLibrary {
  inherit workspace;
  pname = "jetstream";
  crate = "jetstream";

  meta = {
    description = "Rust library to consume a Jetstream";
    homepage = "https://github.com/at-microcosm/microcosm-rs/tree/main/jetstream";
    license = lib.licenses.mit;
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
