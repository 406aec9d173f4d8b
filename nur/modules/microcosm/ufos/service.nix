# UFOs, samples and statistics of every collection, kept in fjall; its ports are fixed in the program.
{ opt, text }:
{
  summary = "UFOs, samples and statistics of all collections";

  options = {
    inherit (opt) jetstream;
    compress = opt.flag true "Whether to ask for compressed events: less traffic, more work.";
    jetstreamForce = opt.flag false "Whether another Jetstream than before is accepted for the same data.";
    backfill = opt.flag false "Whether it is tuned for catching up.";
    reroll = opt.flag false "Whether the sums are made anew, from the beginning.";
  };

  listen = {
    http = {
      port = 9999;
      address = "0.0.0.0";
      fixed = true;
      public = true;
      summary = "its API";
    };
    metrics = {
      port = 8765;
      address = "0.0.0.0";
      fixed = true;
      summary = "its metrics";
    };
  };

  proxy.listen = "http";
  metrics.listen = "metrics";
  health = {
    listen = "http";
    path = "/meta";
  };

  start =
    { cfg, ... }:
    {
      arguments = text.flags {
        "--jetstream" = cfg.jetstream;
        "--jetstream-no-zstd" = !cfg.compress;
        "--jetstream-force" = cfg.jetstreamForce;
        "--data" = "${cfg.dataDir}/data";
        "--backfill" = cfg.backfill;
        "--reroll" = cfg.reroll;
      };
      environment.RUST_LOG = "info";
      # It writes its memory tables out.
      serviceConfig.TimeoutStopSec = 120;
    };
}
