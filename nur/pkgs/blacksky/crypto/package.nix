{
  buildRustLibrary,
  lib,
  workspace,
}:

buildRustLibrary {
  inherit workspace;
  pname = "rsky-crypto";
  crate = "rsky-crypto";

  meta = {
    description = "Rust library of signatures and keys for the AT Protocol";
    homepage = "https://github.com/blacksky-algorithms/rsky/tree/main/rsky-crypto";
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
