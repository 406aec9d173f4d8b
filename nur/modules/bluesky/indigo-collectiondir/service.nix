# The directory of collections: who has records of which kind, kept in Pebble.
{ opt, text, ... }:
{
  summary = "the directory of collections: which accounts have records of a kind";

  options = {
    upstream = opt.text "wss://bsky.network" "Relay that it follows.";
    crawlRate = opt.count 100 "Questions a second to one server, at most.";
    minimumAccounts = opt.count 5 "Accounts a collection has before it is listed.";
    maximumCollections = opt.count 1000 "Collections of one account that are recorded.";
    setsFile = opt.maybe.path "JSON file of words that names of collections may not hold.";
    verbose = opt.flag false "Whether it logs more.";
  };

  listen = {
    http = {
      port = 2510;
      public = true;
      summary = "its API";
    };
    metrics = {
      port = 2511;
      summary = "its metrics";
    };
  };

  secrets = {
    adminToken = {
      environment = "COLLECTIONS_ADMIN_TOKEN";
      summary = "the administrator's token; without one there is no administration";
    };
    rateLimitSkip = {
      environment = "BSKY_SOCIAL_RATE_LIMIT_SKIP";
      summary = "the word that lifts limits at friendly servers";
    };
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
      arguments = [
        "serve"
      ]
      ++ text.flags {
        "--api-listen" = text.hostPort cfg.listen.http;
        "--metrics-listen" = text.hostPort cfg.listen.metrics;
        "--pebble" = "${cfg.dataDir}/collections";
        "--dau-directory" = "${cfg.dataDir}/active";
        "--upstream" = cfg.upstream;
        "--crawl-qps" = cfg.crawlRate;
        "--clist-min-dids" = cfg.minimumAccounts;
        "--max-did-collections" = cfg.maximumCollections;
        "--sets-json-path" = cfg.setsFile;
        "--verbose" = cfg.verbose;
      };
    };

  renamed = [
    {
      from = [
        "services"
        "indigo-collectiondir"
      ];
      options = {
        "settings.firehoseUrl" = "upstream";
        "settings.metrics.port" = "listen.metrics.port";
        "settings.port" = "listen.http.port";
      };
    }
  ];
}
