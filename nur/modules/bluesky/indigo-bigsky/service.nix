# Bigsky, the former relay that keeps an archive; its second database, of archived blocks, is SQLite unless told otherwise.
{
  lib,
  opt,
  text,
}:
{
  summary = "Bigsky, the former relay of the network, with an archive";

  options = {
    inherit (opt) plcHost;
    carstoreUrl = opt.maybe.text "Second database, without a password; null: SQLite in dataDir.";
    archive = opt.flag true "Whether it keeps repositories, and not only passes events on.";
    accountsPerHost = opt.count 100 "How many accounts a new server may have.";
    compactInterval = opt.text "4h" "Time between two compactions, as Go writes durations; 0 for none.";
    playbackWindow = opt.text "72h" "How long events are kept for subscribers that come back.";
    nextCrawlers = opt.texts [ ] "Relays that requests to be crawled are passed on to.";
    resolveAddress = opt.text "1.1.1.1:53" "Name server it asks for handles.";
  };

  listen = {
    http = {
      port = 2470;
      public = true;
      summary = "its API and the firehose";
    };
    metrics = {
      port = 2472;
      summary = "its metrics";
    };
  };

  secrets = {
    adminKey = {
      environment = "RELAY_ADMIN_KEY";
      summary = "the administrator's key; without one it makes one up and logs it";
      required = true;
    };
    carstoreUrl = {
      environment = "CARSTORE_DATABASE_URL";
      summary = "the URL of the second database, password included";
    };
    rateLimitSkip = {
      environment = "BSKY_SOCIAL_RATE_LIMIT_SKIP";
      summary = "the word that lifts limits at bsky.social";
    };
  };

  database = {
    kinds = [
      "postgresql"
      "sqlite"
    ];
    environment = "DATABASE_URL";
    file = "bgs.sqlite";
  };

  proxy = {
    listen = "http";
    websockets = true;
  };
  metrics.listen = "metrics";
  health = {
    listen = "http";
    path = "/xrpc/_health";
  };

  assertions =
    { cfg, ... }:
    [
      {
        assertion = cfg.carstoreUrl == null || cfg.secrets.carstoreUrl == null;
        message = "carstoreUrl and secrets.carstoreUrl both say where the second database is; keep one.";
      }
    ];

  start =
    { cfg, ... }:
    {
      arguments = text.flags {
        "--plc-host" = cfg.plcHost;
        "--api-listen" = text.hostPort cfg.listen.http;
        "--metrics-listen" = text.hostPort cfg.listen.metrics;
        "--data-dir" = "${cfg.dataDir}/data";
        "--disk-persister-dir" = "${cfg.dataDir}/persist";
        "--event-playback-ttl" = cfg.playbackWindow;
        "--compact-interval" = cfg.compactInterval;
        "--default-repo-limit" = cfg.accountsPerHost;
        "--next-crawler" = cfg.nextCrawlers;
        "--resolve-address" = cfg.resolveAddress;
        "--non-archival" = !cfg.archive;
      };
      environment = {
        ENVIRONMENT = "prod";
        CARSTORE_DATABASE_URL =
          if cfg.secrets.carstoreUrl != null then
            null
          else if cfg.carstoreUrl != null then
            cfg.carstoreUrl
          else
            "sqlite://${cfg.dataDir}/carstore.sqlite";
      };
      # A connection a server.
      serviceConfig.LimitNOFILE = lib.mkDefault 65536;
    };

  renamed = [
    {
      from = [
        "services"
        "indigo-bigsky"
      ];
      options = {
        "settings.database.url" = "database.url";
        "settings.metrics.port" = "listen.metrics.port";
        "settings.plcHost" = "plcHost";
        "settings.port" = "listen.http.port";
      };
    }
  ];
}
