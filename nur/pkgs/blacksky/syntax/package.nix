{
  buildRustLibrary,
  lib,
  workspace,
}:

buildRustLibrary {
  inherit workspace;
  pname = "rsky-syntax";
  crate = "rsky-syntax";

  meta = {
    description = "Rust library that parses the identifiers of the AT Protocol";
    homepage = "https://github.com/blacksky-algorithms/rsky/tree/main/rsky-syntax";
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
