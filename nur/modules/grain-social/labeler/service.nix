# The labeler of Grain, a program of Deno on SQLite.
_: {
  summary = "the labeler of Grain";

  listen.http = {
    port = 8084;
    address = "0.0.0.0";
    fixed = "address";
    public = true;
    summary = "its API and the stream of labels";
  };

  secrets.signingKey = {
    environment = "MOD_SERVICE_SIGNING_KEY";
    summary = "the secp256k1 key that signs labels, in hexadecimal; without one each start makes another";
    required = true;
  };

  database = {
    kinds = [ "sqlite" ];
    file = "labels.db";
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
        MOD_SERVICE_PORT = cfg.listen.http.port;
        MOD_SERVICE_DATABASE_URL = cfg.database.path;
        DENO_DIR = "${cfg.dataDir}/deno";
      };
    };

  renamed = [
    {
      from = [
        "services"
        "grain-labeler"
      ];
      options."settings.port" = "listen.http.port";
    }
  ];
}
