{
  buildRustPrograms,
  lib,
  workspace,
}:

buildRustPrograms {
  inherit workspace;
  pname = "rsky-jetstream-subscriber";
  crate = "rsky-jetstream-subscriber";
  programs = [ "rsky-jetstream-subscriber" ];

  meta = {
    description = "Consumer of a Jetstream that fills a feed generator's queue";
    homepage = "https://github.com/blacksky-algorithms/rsky/tree/main/rsky-jetstream-subscriber";
    license = lib.licenses.asl20;
    mainProgram = "rsky-jetstream-subscriber";
    platforms = lib.platforms.unix;
  };

  atproto = {
    category = "infrastructure";
    services = [ "jetstream-consumer" ];
    protocols = [
      "com.atproto"
      "app.bsky"
    ];
    dependencies = [ "blacksky-feedgen" ];
    tier = 2;
  };
}
