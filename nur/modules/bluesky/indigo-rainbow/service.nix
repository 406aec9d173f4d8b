# Rainbow, which takes one subscription to a relay and serves many; buffers in Pebble.
{
  lib,
  opt,
  text,
}:
{
  summary = "Rainbow, fan-out of a relay's firehose";

  options = {
    inherit (opt) logLevel;
    upstreamHost = opt.text "http://localhost:2470" "Relay that it fans out: scheme and host.";
    collectiondirHost = opt.text "http://localhost:2510" "Directory of collections: scheme and host.";
    nextCrawlers = opt.texts [ ] "Hosts that requests to be crawled are passed on to.";
    bufferHours = opt.count 72 "Hours of events that are kept.";
    bufferBytes = opt.maybe.count "Bytes of events that are kept; null: no matter how many.";
  };

  listen = {
    http = {
      port = 2480;
      public = true;
      summary = "the firehose";
    };
    metrics = {
      port = 2481;
      summary = "its metrics";
    };
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
      arguments = text.flags {
        "--log-level" = cfg.logLevel;
        "--upstream-host" = cfg.upstreamHost;
        "--collectiondir-host" = cfg.collectiondirHost;
        "--next-crawler" = cfg.nextCrawlers;
        "--persist-db" = "${cfg.dataDir}/rainbow.db";
        "--cursor-file" = "${cfg.dataDir}/cursor";
        "--persist-hours" = cfg.bufferHours;
        "--persist-bytes" = cfg.bufferBytes;
        "--api-listen" = text.hostPort cfg.listen.http;
        "--metrics-listen" = text.hostPort cfg.listen.metrics;
      };
      environment.ENVIRONMENT = "prod";
      # A connection a subscriber.
      serviceConfig.LimitNOFILE = lib.mkDefault 65536;
    };

  renamed = [
    {
      from = [
        "services"
        "indigo-rainbow"
      ];
      options = {
        "settings.logLevel" = "logLevel";
        "settings.metrics.port" = "listen.metrics.port";
        "settings.port" = "listen.http.port";
        "settings.upstreamHost" = "upstreamHost";
      };
    }
  ];
}
