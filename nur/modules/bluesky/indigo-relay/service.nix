# The relay of indigo: PostgreSQL or SQLite, playback files in the data directory.
{
  lib,
  opt,
  text,
}:
{
  summary = "the relay of the network: subscribes to servers, emits one firehose";

  options = {
    inherit (opt) logLevel plcHost;
    replayWindow = opt.text "72h" "How long events are kept for subscribers that come back, as Go writes durations.";
    trustedDomains = opt.texts [ "*.host.bsky.network" ] "Hosts that get no limit on accounts.";
    siblingRelays = opt.texts [ ] "Relays that are told of decisions of the administrator.";
    publicCrawlRequests = opt.flag true "Whether any server may ask to be subscribed to.";
    newHostsPerDay = opt.count 50 "How many new servers a day may ask for that.";
    accountsPerHost = opt.count 100 "How many accounts a new server may have.";
  };

  listen = {
    http = {
      port = 2470;
      public = true;
      summary = "its API and the firehose";
    };
    metrics = {
      port = 2471;
      summary = "its metrics";
    };
  };

  secrets.adminPassword = {
    environment = "RELAY_ADMIN_PASSWORD";
    summary = "the administrator's password; without one it makes one up and logs it";
    required = true;
  };

  database = {
    kinds = [
      "postgresql"
      "sqlite"
    ];
    environment = "DATABASE_URL";
    file = "relay.sqlite";
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

  start =
    { cfg, ... }:
    {
      # Its global flags come before the command.
      arguments =
        text.flags {
          "--plc-host" = cfg.plcHost;
          "--log-level" = cfg.logLevel;
        }
        ++ [ "serve" ]
        ++ text.flags {
          "--bind" = text.hostPort cfg.listen.http;
          "--metrics-listen" = text.hostPort cfg.listen.metrics;
          "--persist-dir" = "${cfg.dataDir}/persist";
          "--replay-window" = cfg.replayWindow;
          "--trusted-domains" = cfg.trustedDomains;
          "--sibling-relays" = cfg.siblingRelays;
          "--disable-request-crawl" = !cfg.publicCrawlRequests;
          "--new-hosts-per-day-limit" = cfg.newHostsPerDay;
          "--default-account-limit" = cfg.accountsPerHost;
        };
      environment.ENVIRONMENT = "prod";
      # A connection a server.
      serviceConfig.LimitNOFILE = lib.mkDefault 65536;
    };

  renamed = [
    {
      from = [
        "services"
        "indigo-relay"
      ];
      options = {
        "settings.adminPasswordFile" = "secrets.adminPassword";
        "settings.database.url" = "database.url";
        "settings.logLevel" = "logLevel";
        "settings.metrics.port" = "listen.metrics.port";
        "settings.plcHost" = "plcHost";
        "settings.port" = "listen.http.port";
      };
    }
  ];
}
