{
  buildRustPrograms,
  lib,
  workspace,
}:

buildRustPrograms {
  inherit workspace;
  pname = "drainpipe";
  crate = "drainpipe";

  meta = {
    description = "Consumer of the firehose that feeds Frontpage";
    homepage = "https://github.com/likeandscribe/frontpage/tree/main/packages-rs/drainpipe";
    license = lib.licenses.mit;
    mainProgram = "drainpipe";
    platforms = lib.platforms.unix;
  };

  atproto = {
    category = "infrastructure";
    services = [ "firehose-consumer" ];
    protocols = [ "com.atproto" ];
    dependencies = [ ];
    tier = 2;
  };
}
