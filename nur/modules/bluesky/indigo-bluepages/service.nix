# Bluepages, the directory of identities, with Redis as its cache.
{ lib, text }:
let
  inherit (lib) mkOption types;
in
{
  summary = "Bluepages, a cached directory of identities";

  options = {
    relayHost = mkOption {
      type = types.str;
      default = "wss://bsky.network";
      description = "Relay whose identity events it follows.";
    };
    plcHost = mkOption {
      type = types.str;
      default = "https://plc.directory";
      description = "Directory that it asks.";
    };
    plcRateLimit = mkOption {
      type = types.ints.positive;
      default = 300;
      description = "Questions a second to that directory, at most.";
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
    followFirehose = mkOption {
      type = types.bool;
      default = true;
      description = "Whether it follows the relay.";
    };
    publicRefresh = mkOption {
      type = types.bool;
      default = true;
      description = "Whether callers may have an identity asked for anew.";
    };
  };

  listen = {
    http = {
      port = 6600;
      public = true;
      summary = "its API";
    };
    metrics = {
      port = 3989;
      summary = "its metrics";
    };
  };

  redis.environment = "BLUEPAGES_REDIS_URL";
  stateful = false;
  proxy.listen = "http";
  metrics.listen = "metrics";
  health = {
    listen = "http";
    path = "/_health";
  };

  start =
    { cfg, ... }:
    {
      # Its global flags come before the command.
      arguments =
        text.flags {
          "--atp-relay-host" = cfg.relayHost;
          "--atp-plc-host" = cfg.plcHost;
          "--plc-rate-limit" = cfg.plcRateLimit;
          "--log-level" = cfg.logLevel;
        }
        ++ [ "serve" ]
        ++ text.flags {
          "--bind" = text.hostPort cfg.listen.http;
          "--metrics-listen" = text.hostPort cfg.listen.metrics;
          "--disable-firehose-consumer" = !cfg.followFirehose;
          "--disable-refresh" = !cfg.publicRefresh;
        };
    };

  renamed = [
    {
      from = [
        "services"
        "indigo-bluepages"
      ];
      options = {
        enable = "enable";
        package = "package";
        user = "user";
        group = "group";
        "settings.logLevel" = "logLevel";
        "settings.plcHost" = "plcHost";
        "settings.port" = "listen.http.port";
        "settings.redisUrl" = "redis.url";
      };
    }
  ];
}
