{
  buildRustLibrary,
  lib,
  workspace,
}:

buildRustLibrary {
  inherit workspace;
  pname = "rsky-repo";
  crate = "rsky-repo";

  meta = {
    description = "Rust library of repositories and their Merkle search tree";
    homepage = "https://github.com/blacksky-algorithms/rsky/tree/main/rsky-repo";
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
