# The relay of indigo: its own PostgreSQL or SQLite, playback files in the data directory.
{ lib, text }:
let
  inherit (lib) mkOption types;
in
{
  summary = "the relay of the network: subscribes to servers, emits one firehose";

  options = {
    plcHost = mkOption {
      type = types.str;
      default = "https://plc.directory";
      description = "Directory of identities.";
    };
    logLevel = mkOption {
      type = types.enum [
        "debug"
        "info"
        "warn"
        "error"
      ];
      default = "info";
      description = "What is logged.";
    };
    replayWindow = mkOption {
      type = types.str;
      default = "72h";
      description = "How long events are kept for subscribers that come back, as Go writes durations.";
    };
    trustedDomains = mkOption {
      type = types.listOf types.str;
      default = [ "*.host.bsky.network" ];
      description = "Hosts that get no limit on accounts.";
    };
    siblingRelays = mkOption {
      type = types.listOf types.str;
      default = [ ];
      description = "Relays that are told of decisions of the administrator.";
    };
    publicCrawlRequests = mkOption {
      type = types.bool;
      default = true;
      description = "Whether any server may ask to be subscribed to.";
    };
    newHostsPerDay = mkOption {
      type = types.ints.unsigned;
      default = 50;
      description = "How many new servers a day may ask for that.";
    };
    accountsPerHost = mkOption {
      type = types.ints.unsigned;
      default = 100;
      description = "How many accounts a new server may have.";
    };
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
        enable = "enable";
        package = "package";
        user = "user";
        group = "group";
        dataDir = "dataDir";
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
