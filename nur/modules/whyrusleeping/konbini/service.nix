# Konbini, an AppView of friends and their friends; PostgreSQL; its three ports are fixed in the program.
{
  lib,
  opt,
  text,
}:
{
  summary = "Konbini, an AppView of your friends and theirs";

  options = {
    databaseConnections = opt.maybe.count "Connections to the database; null: one a processor.";
    tracing = opt.flag false "Whether it sends traces to a Jaeger on this host.";
    settings = lib.mkOption {
      type = lib.types.attrsOf lib.types.anything;
      default = { };
      example.backends = [
        {
          type = "jetstream";
          host = "jetstream1.us-west.bsky.network";
        }
      ];
      description = "Its sync configuration, as upstream writes it in JSON; nothing: what it does by itself.";
    };
  };

  listen = {
    api = {
      port = 4444;
      address = "0.0.0.0";
      fixed = true;
      public = true;
      summary = "the API of its own pages";
    };
    debug = {
      port = 4445;
      address = "0.0.0.0";
      fixed = true;
      yields = true;
      summary = "its profiler; it does without when another program has the port";
    };
    xrpc = {
      port = 4446;
      address = "0.0.0.0";
      fixed = true;
      public = true;
      summary = "the API of Bluesky's clients";
    };
  };

  secrets = {
    handle = {
      environment = "BSKY_HANDLE";
      summary = "the handle of the account it reads as";
      required = true;
    };
    password = {
      environment = "BSKY_PASSWORD";
      summary = "an app password of that account";
      required = true;
    };
  };

  database = {
    kinds = [ "postgresql" ];
    environment = "DATABASE_URL";
  };
  redis.optional = true;
  stateful = false;
  proxy = {
    listen = "xrpc";
    websockets = true;
  };

  start =
    { cfg, pkgs, ... }:
    {
      arguments = text.flags {
        "--max-db-connections" = cfg.databaseConnections;
        "--jaeger" = cfg.tracing;
        "--redis-url" = cfg.redis.effectiveUrl;
        "--sync-config" =
          if cfg.settings == { } then
            null
          else
            pkgs.writeText "konbini-sync.json" (builtins.toJSON cfg.settings);
      };
    };

  renamed = [
    {
      from = [
        "services"
        "whyrusleeping"
        "konbini"
      ];
      options = {
        "bluesky.handleFile" = "secrets.handle";
        "bluesky.passwordFile" = "secrets.password";
        "database.createLocally" = "database.createLocally";
        "database.url" = "database.url";
        maxDatabaseConnections = "databaseConnections";
        "redis.enable" = "redis.enable";
        "redis.url" = "redis.url";
      };
    }
  ];
}
