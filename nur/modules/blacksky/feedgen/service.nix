# The feed generator of rsky: PostgreSQL, whose tables are made by diesel before it starts; records come from its subscribers.
{
  lib,
  opt,
  text,
}:
{
  summary = "rsky-feedgen, a generator of feeds";

  options = {
    hostname = opt.maybe.text "Name others reach it by.";
    did = opt.maybe.text "Its DID; null: `did:web:` and the host name.";
    replicaUrls =
      opt.texts [ ]
        "Two databases that are read from, without passwords; none: the one that is written to.";
    sponsoredPost = {
      uri = opt.maybe.text "Post that is shown among others; null: there is none.";
      probability = opt.text "0.05" "How often, between 0 and 1.";
    };
    trendingPercentile = opt.text "0.9" "Where trending begins, between 0 and 1.";
    hashtagLimit = opt.maybe.count "Hashtags a post may have.";
    migrate = opt.flag true "Whether its tables are brought up to date before it starts.";
  };

  listen.http = {
    port = 8000;
    public = true;
    summary = "its API";
  };

  secrets = {
    apiKey = {
      environment = "RSKY_API_KEY";
      summary = "the key its subscribers know";
      required = true;
    };
    replicaUrl1 = {
      environment = "READ_REPLICA_URL_1";
      summary = "the URL of the first database that is read from, password included";
    };
    replicaUrl2 = {
      environment = "READ_REPLICA_URL_2";
      summary = "the URL of the second one, password included";
    };
  };

  database = {
    kinds = [ "postgresql" ];
    environment = "DATABASE_URL";
  };
  stateful = false;
  proxy.listen = "http";
  health = {
    listen = "http";
    path = "/.well-known/did.json";
  };

  wanted.hostname = "give the name others reach it by";

  assertions =
    { cfg, ... }:
    [
      {
        assertion = lib.elem (lib.length cfg.replicaUrls) [
          0
          2
        ];
        message = "replicaUrls: it reads from two, or none.";
      }
      {
        assertion =
          cfg.secrets.databaseUrl != null
          ->
            cfg.replicaUrls != [ ]
            || cfg.environmentFiles != [ ]
            || (cfg.secrets.replicaUrl1 != null && cfg.secrets.replicaUrl2 != null);
        message = "secrets.databaseUrl wants secrets.replicaUrl1 and secrets.replicaUrl2, which may hold the same URL.";
      }
    ];

  start =
    { cfg, pkgs, ... }:
    let
      replica =
        index:
        if cfg.secrets."replicaUrl${toString (index + 1)}" != null then
          null
        else if cfg.replicaUrls != [ ] then
          lib.elemAt cfg.replicaUrls index
        else
          cfg.database.effectiveUrl;
    in
    {
      environment = {
        ROCKET_ADDRESS = cfg.listen.http.address;
        ROCKET_PORT = cfg.listen.http.port;
        READ_REPLICA_URL_1 = replica 0;
        READ_REPLICA_URL_2 = replica 1;
        FEEDGEN_HOSTNAME = cfg.hostname;
        FEEDGEN_SERVICE_DID = if cfg.did == null then "did:web:${toString cfg.hostname}" else cfg.did;
        FEEDGEN_HASHTAG_LIMIT = cfg.hashtagLimit;
        TRENDING_PERCENTILE = cfg.trendingPercentile;
        SHOW_SPONSORED_POST = if cfg.sponsoredPost.uri == null then "0" else "1";
        SPONSORED_POST_URI = cfg.sponsoredPost.uri;
        SPONSORED_POST_PROBABILITY = cfg.sponsoredPost.probability;
      };
      preStart = lib.optionalString cfg.migrate (
        text.dieselMigrations pkgs "${cfg.package}/share/rsky-feedgen/migrations"
      );
    };

  renamed = [
    {
      from = [
        "blacksky"
        "feedgen"
      ];
      options.port = "listen.http.port";
    }
  ];
}
