# The relay of rsky: its databases, its log and up to 320 GiB of events are in the data directory; its port is fixed.
{
  lib,
  opt,
  text,
}:
{
  summary = "rsky-relay, a relay of the network";

  options = {
    plcExport = opt.flag true "Whether it keeps a copy of the directory of identities.";
    logLevel = opt.text "info" "What is logged, as Rust's tracing writes filters.";
  };

  listen.http = {
    port = 9000;
    address = "127.0.0.1";
    fixed = true;
    summary = "its API and the firehose";
  };

  proxy = {
    listen = "http";
    websockets = true;
  };
  health = {
    listen = "http";
    path = "/";
  };

  start =
    { cfg, ... }:
    {
      arguments = text.flags { "--no-plc-export" = !cfg.plcExport; };
      environment.RUST_LOG = cfg.logLevel;
      # A connection a server.
      serviceConfig.LimitNOFILE = lib.mkDefault 65536;
    };

  renamed = [
    {
      from = [
        "blacksky"
        "relay"
      ];
    }
  ];
}
