{
  buildRustLibrary,
  lib,
  workspace,
}:

buildRustLibrary {
  inherit workspace;
  pname = "rsky-identity";
  crate = "rsky-identity";

  meta = {
    description = "Rust library that resolves DIDs and handles";
    homepage = "https://github.com/blacksky-algorithms/rsky/tree/main/rsky-identity";
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
