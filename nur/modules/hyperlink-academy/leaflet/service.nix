# Leaflet's pages, served by Next.js; its data is in a Supabase somewhere, whose address is built into the package.
{ opt, text, ... }:
{
  summary = "Leaflet, a place to write and publish together";

  options.supabaseUrl = opt.maybe.text "Supabase it keeps its data in, the one its package was built for.";

  listen.http = {
    port = 3000;
    public = true;
    summary = "its pages";
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
    oauthKey = {
      environment = "JOSE_PRIVATE_KEY_1";
      summary = "the private key of its OAuth client, as a JWK";
      required = true;
    };
    crossSiteSecret = {
      environment = "CROSS_SITE_AUTH_SECRET";
      summary = "the key that signs readers in at other domains";
    };
    postmarkKey = {
      environment = "POSTMARK_API_KEY";
      summary = "the key of Postmark, which sends its mail";
    };
  };

  redis = {
    environment = "REDIS_URL";
    optional = true;
  };
  stateful = false;
  exceptions.jit = "V8, within Node, writes code and runs it";
  proxy = {
    listen = "http";
    websockets = true;
  };
  health = {
    listen = "http";
    path = "/";
  };

  wanted.supabaseUrl = "give the address its package was built with";

  start =
    { cfg, ... }:
    {
      arguments = text.flags {
        "--hostname" = cfg.listen.http.address;
        "--port" = cfg.listen.http.port;
      };
      environment = {
        NODE_ENV = "production";
        NEXT_TELEMETRY_DISABLED = 1;
        NEXT_PUBLIC_SUPABASE_API_URL = cfg.supabaseUrl;
      };
    };
}
