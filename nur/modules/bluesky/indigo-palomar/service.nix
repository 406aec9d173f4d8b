# Palomar, search of posts and profiles; the index is Elasticsearch or OpenSearch somewhere, its own notes are in a database.
{
  lib,
  opt,
  text,
}:
{
  summary = "Palomar, search of posts and profiles";

  options = {
    inherit (opt) logLevel plcHost relayHost;
    elastic = {
      hosts = opt.texts [ "http://localhost:9200" ] "Elasticsearch or OpenSearch.";
      user = opt.text "admin" "User there.";
      certificate = opt.maybe.path "Certificate it is trusted by.";
      verify = opt.flag true "Whether its certificate is looked at.";
      postIndex = opt.text "palomar_post" "Index of posts.";
      profileIndex = opt.text "palomar_profile" "Index of profiles.";
    };
    readOnly = opt.flag false "Whether it only answers, and indexes nothing.";
    discoverRepos = opt.flag false "Whether it asks the relay for all accounts.";
    indexRate = opt.count 50000 "Documents a second that are indexed, at most.";
  };

  listen = {
    http = {
      port = 3999;
      public = true;
      summary = "its API";
    };
    metrics = {
      port = 3998;
      summary = "its metrics";
    };
  };

  secrets.elasticPassword = {
    environment = "ES_PASSWORD";
    summary = "the password of Elasticsearch; without one it uses upstream's well-known one";
    required = true;
  };

  database = {
    kinds = [
      "postgresql"
      "sqlite"
    ];
    environment = "DATABASE_URL";
    file = "search.db";
  };
  proxy.listen = "http";
  metrics.listen = "metrics";
  health = {
    listen = "http";
    path = "/_health";
  };

  start =
    { cfg, ... }:
    {
      # Its global flags come before the command.
      arguments =
        text.flags {
          "--elastic-cert-file" = cfg.elastic.certificate;
          "--elastic-insecure-ssl" = !cfg.elastic.verify;
          "--elastic-username" = cfg.elastic.user;
          "--elastic-hosts" = lib.concatStringsSep "," cfg.elastic.hosts;
          "--es-post-index" = cfg.elastic.postIndex;
          "--es-profile-index" = cfg.elastic.profileIndex;
          "--atp-relay-host" = cfg.relayHost;
          "--atp-plc-host" = cfg.plcHost;
          "--log-level" = cfg.logLevel;
        }
        ++ [ "run" ]
        ++ text.flags {
          "--bind" = text.hostPort cfg.listen.http;
          "--metrics-listen" = text.hostPort cfg.listen.metrics;
          "--readonly" = cfg.readOnly;
          "--discover-repos" = cfg.discoverRepos;
          "--indexing-rate-limit" = cfg.indexRate;
        };
    };

  renamed = [
    {
      from = [
        "services"
        "indigo-palomar"
      ];
      options = {
        "settings.database.url" = "database.url";
        "settings.elasticsearch.passwordFile" = "secrets.elasticPassword";
        "settings.elasticsearch.username" = "elastic.user";
        "settings.logLevel" = "logLevel";
        "settings.metrics.port" = "listen.metrics.port";
        "settings.plcHost" = "plcHost";
        "settings.port" = "listen.http.port";
      };
    }
  ];
}
