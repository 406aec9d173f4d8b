{
  buildRustPrograms,
  lib,
  workspace,
}:

buildRustPrograms {
  inherit workspace;
  pname = "rsky-firehose";
  crate = "rsky-firehose";
  programs = [ "rsky-firehose" ];

  meta = {
    description = "Consumer of the firehose that fills a feed generator's queue";
    homepage = "https://github.com/blacksky-algorithms/rsky/tree/main/rsky-firehose";
    license = lib.licenses.asl20;
    mainProgram = "rsky-firehose";
    platforms = lib.platforms.unix;
  };

  atproto = {
    category = "infrastructure";
    services = [ "firehose-consumer" ];
    protocols = [
      "com.atproto"
      "app.bsky"
    ];
    dependencies = [ "blacksky-feedgen" ];
    tier = 2;
  };
}
