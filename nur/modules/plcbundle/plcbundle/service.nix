# plcbundle, an archive of the PLC directory in chained bundles. Upstream's source could not be read: names are those on record.
{ opt, text, ... }:
{
  summary = "plcbundle, an archive of the PLC directory";

  options = {
    inherit (opt) plcHost;
    websocket = opt.flag false "Whether others may follow it.";
    resolver = opt.flag false "Whether it answers whose identity a DID is.";
  };

  listen.http = {
    port = 8086;
    public = true;
    summary = "its API and its bundles";
  };

  proxy = {
    listen = "http";
    websockets = true;
  };

  start =
    { cfg, ... }:
    {
      arguments = [
        "serve"
      ]
      ++ text.flags {
        "--host" = cfg.listen.http.address;
        "--port" = cfg.listen.http.port;
        "--plc" = cfg.plcHost;
        "--sync" = true;
        "--websocket" = cfg.websocket;
        "--resolver" = cfg.resolver;
      };
    };

  renamed = [
    {
      from = [
        "services"
        "plcbundle-archive"
      ];
      options = {
        enableDidIndexing = "resolver";
        enableWebSocket = "websocket";
        plcDirectoryUrl = "plcHost";
      };
    }
  ];
}
