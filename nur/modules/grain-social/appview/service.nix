# The web application of Grain, a program of Deno on SQLite.
{ lib, opt, ... }:
{
  summary = "Grain, a gallery of photos";

  options = {
    inherit (opt) plcHost;
    publicUrl = opt.maybe.text "Address others reach it by.";
    jetstreamUrl = opt.text "wss://jetstream1.us-west.bsky.network" "Jetstream that is followed.";
    pdsHost = opt.maybe.text "Server on which accounts are made.";
    darkroomUrl = opt.maybe.text "Darkroom, which renders previews.";
    useCdn = opt.flag false "Whether photos come from the CDN of Bluesky.";
    goatCounterUrl = opt.maybe.text "Counter of visits.";
  };

  listen.http = {
    port = 8082;
    address = "0.0.0.0";
    fixed = "address";
    public = true;
    summary = "its pages and its API";
  };

  secrets = {
    cookieSecret = {
      environment = "BFF_COOKIE_SECRET";
      summary = "the key of cookies: 33 characters; without one it uses zeros";
      required = true;
    };
  }
  //
    lib.genAttrs
      [
        "privateKey1"
        "privateKey2"
        "privateKey3"
      ]
      (name: {
        environment = "BFF_PRIVATE_KEY_${lib.removePrefix "privateKey" name}";
        summary = "a private key of its OAuth client, as a JWK";
        required = true;
      });

  database = {
    kinds = [ "sqlite" ];
    file = "grain.db";
  };
  exceptions.jit = "V8, within Deno, writes code and runs it";
  proxy.listen = "http";
  health = {
    listen = "http";
    path = "/";
  };

  wanted.publicUrl = "give the address others reach it by";

  start =
    { cfg, ... }:
    {
      environment = {
        BFF_PORT = cfg.listen.http.port;
        BFF_DATABASE_URL = cfg.database.path;
        BFF_QUEUE_DATABASE_URL = "${cfg.dataDir}/queue.db";
        # Their cluster of SQLite is not ours; the folder is only looked into.
        BFF_LITEFS_DIR = "${cfg.dataDir}/litefs";
        BFF_PUBLIC_URL = cfg.publicUrl;
        BFF_JETSTREAM_URL = cfg.jetstreamUrl;
        BFF_PLC_DIRECTORY_URL = cfg.plcHost;
        PDS_HOST_URL = cfg.pdsHost;
        DARKROOM_HOST_URL = cfg.darkroomUrl;
        USE_CDN = cfg.useCdn;
        GOATCOUNTER_URL = cfg.goatCounterUrl;
        DENO_DIR = "${cfg.dataDir}/deno";
      };
    };

  renamed = [
    {
      from = [
        "services"
        "grain-appview"
      ];
      options = {
        "settings.darkroom.url" = "darkroomUrl";
        "settings.plcHost" = "plcHost";
        "settings.port" = "listen.http.port";
      };
    }
  ];
}
