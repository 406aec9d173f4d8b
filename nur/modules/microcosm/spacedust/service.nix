# Spacedust, which tells of links as they are made; its ports are fixed in the program.
{ opt, text }:
{
  summary = "Spacedust, notifications of links between records";

  options = {
    inherit (opt) jetstream;
    compress = opt.flag true "Whether to ask for compressed events: less traffic, more work.";
  };

  listen = {
    http = {
      port = 9998;
      address = "0.0.0.0";
      fixed = true;
      public = true;
      summary = "its API";
    };
    metrics = {
      port = 8765;
      address = "0.0.0.0";
      fixed = true;
      yields = true;
      summary = "its metrics; it does without when another program has the port";
    };
  };

  stateful = false;
  proxy = {
    listen = "http";
    websockets = true;
  };
  metrics.listen = "metrics";
  health = {
    listen = "http";
    path = "/";
  };

  start =
    { cfg, ... }:
    {
      arguments = text.flags {
        "--jetstream" = cfg.jetstream;
        "--jetstream-no-zstd" = !cfg.compress;
      };
      environment.RUST_LOG = "info";
    };
}
