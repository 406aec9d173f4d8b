# Bluepages, the directory of identities, with Redis as its cache.
{ opt, text }:
{
  summary = "Bluepages, a cached directory of identities";

  options = {
    inherit (opt) logLevel plcHost relayHost;
    plcRateLimit = opt.count 300 "Questions a second to the directory of identities, at most.";
    followFirehose = opt.flag true "Whether it follows the relay.";
    publicRefresh = opt.flag true "Whether callers may have an identity asked for anew.";
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
        "settings.logLevel" = "logLevel";
        "settings.plcHost" = "plcHost";
        "settings.port" = "listen.http.port";
        "settings.redisUrl" = "redis.url";
      };
    }
  ];
}
