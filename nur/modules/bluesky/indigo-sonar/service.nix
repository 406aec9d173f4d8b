# Sonar, a meter of the firehose: all it has to say is metrics.
{ opt, text, ... }:
{
  summary = "Sonar, a meter of the firehose";

  options = {
    inherit (opt) logLevel;
    subscribeUrl = opt.text "wss://bsky.network/xrpc/com.atproto.sync.subscribeRepos" "Firehose that is measured.";
    queueSize = opt.count 10 "Events that may wait.";
  };

  listen.metrics = {
    port = 8345;
    address = "0.0.0.0";
    fixed = "address";
    public = true;
    summary = "its metrics";
  };

  metrics.listen = "metrics";
  health = {
    listen = "metrics";
    path = "/metrics";
  };

  start =
    { cfg, ... }:
    {
      arguments = text.flags {
        "--ws-url" = cfg.subscribeUrl;
        "--log-level" = cfg.logLevel;
        "--port" = cfg.listen.metrics.port;
        "--max-queue-size" = cfg.queueSize;
        "--cursor-file" = "${cfg.dataDir}/cursor.json";
      };
    };

  renamed = [
    {
      from = [
        "services"
        "indigo-sonar"
      ];
      options = {
        "settings.firehoseUrl" = "subscribeUrl";
        "settings.logLevel" = "logLevel";
        "settings.metricsPort" = "listen.metrics.port";
      };
    }
  ];
}
