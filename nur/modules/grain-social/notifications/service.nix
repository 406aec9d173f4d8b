# Notifications of Grain, a program of Deno that keeps nothing.
{ opt, ... }:
{
  summary = "notifications of Grain";

  options = {
    inherit (opt) plcHost;
    publicUrl = opt.maybe.text "Address others reach it by.";
    jetstreamUrl = opt.text "wss://jetstream1.us-west.bsky.network" "Jetstream that is followed.";
  };

  listen.http = {
    port = 8085;
    address = "0.0.0.0";
    fixed = "address";
    public = true;
    summary = "its API";
  };

  exceptions.jit = "V8, within Deno, writes code and runs it";
  proxy = {
    listen = "http";
    websockets = true;
  };

  start =
    { cfg, ... }:
    {
      environment = {
        BFF_PORT = cfg.listen.http.port;
        BFF_PUBLIC_URL = cfg.publicUrl;
        BFF_JETSTREAM_URL = cfg.jetstreamUrl;
        BFF_PLC_DIRECTORY_URL = cfg.plcHost;
        DENO_DIR = "${cfg.dataDir}/deno";
      };
    };

  renamed = [
    {
      from = [
        "services"
        "grain-notifications"
      ];
      options = {
        "settings.plcHost" = "plcHost";
        "settings.port" = "listen.http.port";
      };
    }
  ];
}
