# Streamplace, a video server of the network; its package is broken so far. Upstream's source could not be read: names are those on record.
{ opt, ... }:
{
  summary = "Streamplace, video on the network";

  options.publicHost = opt.maybe.text "Name others reach it by.";

  listen = {
    http = {
      port = 38080;
      public = true;
      summary = "its pages and its API";
    };
    internal = {
      port = 39090;
      summary = "what only this host may ask";
    };
    rtmp = {
      port = 1935;
      public = true;
      summary = "streams from encoders";
    };
  };

  exceptions.jit = "GStreamer's shaders and codecs write code and run it";
  proxy = {
    listen = "http";
    websockets = true;
  };

  wanted.publicHost = "give the name others reach it by";

  start =
    { cfg, ... }:
    let
      place = listener: "${listener.address}:${toString listener.port}";
    in
    {
      environment = {
        SP_DATA_DIR = cfg.dataDir;
        SP_PUBLIC_HOST = cfg.publicHost;
        SP_HTTP_ADDR = place cfg.listen.http;
        SP_HTTP_INTERNAL_ADDR = place cfg.listen.internal;
        SP_RTMP_ADDR = place cfg.listen.rtmp;
      };
    };
}
