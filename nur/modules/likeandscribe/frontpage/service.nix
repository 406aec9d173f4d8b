# Frontpage, served by Next.js; its data is in libSQL: a server, or a file in the data directory.
{
  lib,
  opt,
  text,
}:
{
  summary = "Frontpage, a community of links";

  options = {
    inherit (opt) plcHost;
    hostname = opt.maybe.text "Name others reach it by.";
  };

  listen.http = {
    port = 3000;
    public = true;
    summary = "its pages";
  };

  secrets = {
    privateJwk = {
      environment = "PRIVATE_JWK";
      summary = "the private key of its OAuth client, as a JWK";
      required = true;
    };
    publicJwk = {
      environment = "PUBLIC_JWK";
      summary = "the public half of that key, as a JWK";
      required = true;
    };
    consumerSecret = {
      environment = "DRAINPIPE_CONSUMER_SECRET";
      summary = "the word Drainpipe is known by";
      required = true;
    };
    cronSecret = {
      environment = "CRON_SECRET";
      summary = "the word that starts its regular work";
      required = true;
    };
    databaseToken = {
      environment = "TURSO_AUTH_TOKEN";
      summary = "the token of a libSQL server";
    };
    discordWebhook = {
      environment = "DISCORD_WEBHOOK_URL";
      summary = "the address of a Discord webhook that is told of reports";
    };
  };

  database = {
    kinds = [ "sqlite" ];
    environment = "TURSO_CONNECTION_URL";
    file = "frontpage.db";
    url.sqlite = db: "file:${db.path}";
  };
  exceptions.jit = "V8, within Node, writes code and runs it";
  proxy.listen = "http";
  health = {
    listen = "http";
    path = "/";
  };

  wanted.hostname = "give the name others reach it by";

  start =
    { cfg, pkgs, ... }:
    let
      application = "${cfg.package}/lib/node_modules/frontpage";
    in
    {
      program = lib.getExe pkgs.nodejs;
      arguments = [
        "${application}/node_modules/next/dist/bin/next"
        "start"
      ]
      ++ text.flags {
        "--hostname" = cfg.listen.http.address;
        "--port" = cfg.listen.http.port;
      }
      ++ [ application ];
      environment = {
        NODE_ENV = "production";
        NEXT_TELEMETRY_DISABLED = 1;
        # It asks for its own name as on Vercel.
        VERCEL_ENV = "production";
        VERCEL_PROJECT_PRODUCTION_URL = cfg.hostname;
        PLC_DIRECTORY_URL = cfg.plcHost;
      };
    };

  renamed = [
    {
      from = [
        "services"
        "likeandscribe"
        "frontpage"
      ];
      options = {
        "settings.database.url" = "database.url";
        "settings.hostname" = "hostname";
        "settings.port" = "listen.http.port";
      };
    }
  ];
}
