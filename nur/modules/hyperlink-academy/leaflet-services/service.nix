# Leaflet's consumer of the firehose, and its feed generator beside it, whose port is fixed.
{ lib, opt, ... }:
{
  summary = "Leaflet's consumer of the firehose and generator of feeds";

  options = {
    supabaseUrl = opt.maybe.text "Supabase it keeps its data in.";
    feedHost = opt.text "feeds.leaflet.pub" "Name of the generator of feeds.";
  };

  listen.feeds = {
    port = 3030;
    address = "0.0.0.0";
    fixed = true;
    public = true;
    summary = "the generator of feeds";
  };

  secrets = {
    serviceRoleKey = {
      environment = "SUPABASE_SERVICE_ROLE_KEY";
      summary = "the service role key of Supabase";
      required = true;
    };
    databaseUrl = {
      environment = "DB_URL";
      summary = "the URL of Supabase's PostgreSQL, password included";
      required = true;
    };
  };

  exceptions.jit = "V8, within Node, writes code and runs it";
  proxy.listen = "feeds";

  wanted.supabaseUrl = "it keeps everything there";

  start =
    { cfg, ... }:
    {
      environment = {
        NODE_ENV = "production";
        NEXT_PUBLIC_SUPABASE_API_URL = cfg.supabaseUrl;
        FEED_SERVICE_URL = cfg.feedHost;
        CURSOR_FILE = "${cfg.dataDir}/cursor";
      };
      companions.feeds.program = lib.getExe' cfg.package "leaflet-feeds";
    };
}
