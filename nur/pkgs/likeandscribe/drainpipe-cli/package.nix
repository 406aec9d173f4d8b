{
  buildRustPrograms,
  lib,
  workspace,
}:

buildRustPrograms {
  inherit workspace;
  pname = "drainpipe-cli";
  crate = "drainpipe-cli";

  meta = {
    description = "Looks into the store of a drainpipe";
    homepage = "https://github.com/likeandscribe/frontpage/tree/main/packages-rs/drainpipe-cli";
    license = lib.licenses.mit;
    mainProgram = "drainpipe-cli";
    platforms = lib.platforms.unix;
  };

  atproto = {
    category = "utility";
    services = [ ];
    protocols = [ "com.atproto" ];
    dependencies = [ "likeandscribe-drainpipe" ];
    tier = 3;
  };
}
