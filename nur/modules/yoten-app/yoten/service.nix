# Yoten, a diary of language learners, on SQLite. Upstream's source could not be read: names are those on record.
{ opt, ... }:
{
  summary = "Yoten, a diary of language learners";

  options = {
    publicUrl = opt.maybe.text "Address others reach it by.";
    jetstreamUrl = opt.text "wss://jetstream1.us-east.bsky.network/subscribe" "Jetstream that it follows.";
  };

  listen.http = {
    port = 8090;
    address = "0.0.0.0";
    fixed = "address";
    public = true;
    summary = "its pages";
  };

  secrets = {
    sessionSecret = {
      environment = "SESSION_SECRET";
      summary = "the key of sessions";
      required = true;
    };
    oauthSecret = {
      environment = "OAUTH_CLIENT_SECRET";
      summary = "the key of its OAuth client";
    };
    posthogKey = {
      environment = "POSTHOG_API_KEY";
      summary = "the key of PostHog";
    };
  };

  database = {
    kinds = [ "sqlite" ];
    environment = "DATABASE_URL";
    file = "yoten.db";
    url.sqlite = db: db.path;
  };
  redis = {
    environment = "REDIS_URL";
    optional = true;
  };
  proxy.listen = "http";

  wanted.publicUrl = "give the address others reach it by";

  start =
    { cfg, ... }:
    {
      environment = {
        PORT = cfg.listen.http.port;
        PUBLIC_URL = cfg.publicUrl;
        JETSTREAM_URL = cfg.jetstreamUrl;
      };
    };

  renamed = [
    {
      options = {
        "settings.database.url" = "database.url";
        "settings.server.port" = "listen.http.port";
        "settings.server.publicUrl" = "publicUrl";
        "settings.session.secretFile" = "secrets.sessionSecret";
      };
    }
  ];
}
