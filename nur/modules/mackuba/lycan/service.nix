# Lycan, search of one's own likes, with its two helpers; PostgreSQL, whose tables rake makes before it starts.
{
  lib,
  opt,
  text,
}:
{
  summary = "Lycan, search of the posts you liked";

  options = {
    hostname = opt.maybe.text "Name others reach it by.";
    allowedHosts = opt.texts [ ] "Names it answers to; none: all.";
    relayHost = opt.text "bsky.network" "Relay that is followed.";
    jetstreamHost = opt.maybe.text "Jetstream that is followed instead.";
    appViewHost = opt.text "public.api.bsky.app" "AppView that is asked.";
    userAgent = opt.maybe.text "What it calls itself at the relay.";
  };

  listen.http = {
    port = 3002;
    public = true;
    summary = "its API";
  };

  database = {
    kinds = [ "postgresql" ];
    environment = "DATABASE_URL";
  };
  proxy.listen = "http";
  health = {
    listen = "http";
    path = "/";
  };

  wanted.hostname = "give the name others reach it by";

  start =
    { cfg, ... }:
    {
      arguments = text.flags {
        "--host" = cfg.listen.http.address;
        "--port" = cfg.listen.http.port;
      };
      environment = {
        RACK_ENV = "production";
        SERVER_HOSTNAME = cfg.hostname;
        RACK_PROTECTION_ALLOWED_HOSTS =
          if cfg.allowedHosts == [ ] then null else lib.concatStringsSep "," cfg.allowedHosts;
        RELAY_HOST = cfg.relayHost;
        JETSTREAM_HOST = cfg.jetstreamHost;
        APPVIEW_HOST = cfg.appViewHost;
        FIREHOSE_USER_AGENT = cfg.userAgent;
      };
      preStart = ''
        ${text.readCredential "databaseUrl" "DATABASE_URL"}
        ${lib.getExe' cfg.package "lycan-rake"} db:migrate
      '';
      companions = {
        worker.program = lib.getExe' cfg.package "lycan-worker";
        firehose.program = lib.getExe' cfg.package "lycan-firehose";
      };
    };

  renamed = [
    {
      options = {
        "appview.host" = "appViewHost";
        "firehose.userAgent" = "userAgent";
        port = "listen.http.port";
        "relay.host" = "relayHost";
        "relay.jetstreamHost" = "jetstreamHost";
      };
    }
  ];
}
