{
  buildRustLibrary,
  lib,
  workspace,
}:

buildRustLibrary {
  inherit workspace;
  pname = "rsky-common";
  crate = "rsky-common";

  meta = {
    description = "Rust library of what the rsky services share";
    homepage = "https://github.com/blacksky-algorithms/rsky/tree/main/rsky-common";
    license = lib.licenses.asl20;
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
