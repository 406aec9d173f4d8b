# Slingshot, the cache of records and identities; its two ports are fixed in the program, TLS of its own aside.
{ opt, text }:
{
  summary = "Slingshot, edge cache of records and identities";

  options = {
    inherit (opt) jetstream;
    compress = opt.flag true "Whether to ask for compressed events: less traffic, more work.";
    pingUrl = opt.maybe.text "Address it calls about every minute, to say that it lives.";
  };

  listen = {
    http = {
      port = 3000;
      address = "127.0.0.1";
      fixed = true;
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

  proxy.listen = "http";
  metrics.listen = "metrics";
  health = {
    listen = "http";
    path = "/xrpc/com.atproto.identity.resolveHandle?handle=bsky.app";
  };

  start =
    { cfg, ... }:
    {
      arguments = text.flags {
        "--jetstream" = cfg.jetstream;
        "--jetstream-no-zstd" = !cfg.compress;
        "--cache-dir" = "${cfg.dataDir}/cache";
        "--healthcheck" = cfg.pingUrl;
      };
      environment.RUST_LOG = "info";
      serviceConfig.WorkingDirectory = "${cfg.package}/share/slingshot";
    };
}
