# Slingshot, the cache of records and identities; its two ports are fixed in the program, TLS of its own aside.
{ lib, text }:
let
  inherit (lib) mkOption types;
in
{
  summary = "Slingshot, edge cache of records and identities";

  options = {
    jetstream = mkOption {
      type = types.str;
      default = "us-east-1";
      example = "wss://jetstream1.us-east.bsky.network/subscribe";
      description = "Jetstream to follow: an address, or us-east-1, us-east-2, us-west-1, us-west-2.";
    };
    compress = mkOption {
      type = types.bool;
      default = true;
      description = "Whether to ask for compressed events: less traffic, more work.";
    };
    pingUrl = mkOption {
      type = types.nullOr types.str;
      default = null;
      description = "Address it calls about every minute, to say that it lives.";
    };
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
      summary = "its metrics";
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
    };
}
