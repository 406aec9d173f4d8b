{
  buildRustLibrary,
  lib,
  workspace,
}:

buildRustLibrary {
  inherit workspace;
  pname = "drainpipe-store";
  crate = "drainpipe-store";
  folder = "packages-rs/drainpipe-store";

  meta = {
    description = "Rust library of the store that drainpipe writes";
    homepage = "https://github.com/likeandscribe/frontpage/tree/main/packages-rs/drainpipe-store";
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
