# Aqua, the AppView of Teal; PostgreSQL, and a Redis for its queue.
_: {
  summary = "Aqua, the AppView of Teal";

  listen.http = {
    port = 3005;
    address = "0.0.0.0";
    fixed = "address";
    public = true;
    summary = "its API";
  };

  database = {
    kinds = [ "postgresql" ];
    environment = "DATABASE_URL";
  };
  redis = {
    environment = "REDIS_URL";
    # Its client knows sockets by another name.
    url = place: "redis+unix://${place}";
  };
  stateful = false;
  proxy.listen = "http";

  start =
    { cfg, ... }:
    {
      environment = {
        PORT = cfg.listen.http.port;
        RUST_LOG = "info";
      };
    };

  renamed = [
    {
      from = [
        "services"
        "teal-fm-teal"
      ];
      options = {
        "settings.database.url" = "database.url";
        "settings.redis.url" = "redis.url";
      };
    }
  ];
}
