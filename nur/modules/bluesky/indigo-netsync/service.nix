# Netsync, which clones the repositories of a list; goes on where it stopped.
{ opt, text, ... }:
{
  summary = "Netsync, a cloner of repositories";

  options = {
    repoList = opt.maybe.path "File that lists the repositories, one DID a line.";
    checkoutUrl = opt.text "https://bsky.network/xrpc/com.atproto.sync.getRepo" "Where they are got.";
    workers = opt.count 10 "Repositories at a time.";
    perSecond = opt.count 4 "Repositories a second, at most.";
  };

  listen.metrics = {
    port = 8753;
    address = "0.0.0.0";
    fixed = "address";
    summary = "its metrics";
  };

  secrets = {
    headerKey = {
      environment = "MAGIC_HEADER_KEY";
      summary = "the name of a header that lifts limits";
    };
    headerValue = {
      environment = "MAGIC_HEADER_VAL";
      summary = "the value of that header";
    };
  };

  metrics.listen = "metrics";

  wanted.repoList = "give the file that lists the repositories";

  start =
    { cfg, ... }:
    {
      arguments = text.flags {
        "--port" = cfg.listen.metrics.port;
        "--worker-count" = cfg.workers;
        "--checkout-limit" = cfg.perSecond;
        "--out-dir" = "${cfg.dataDir}/repos";
        "--repo-list" = cfg.repoList;
        "--state-file" = "${cfg.dataDir}/state.json";
        "--checkout-path" = cfg.checkoutUrl;
      };
    };

  renamed = [
    {
      from = [
        "services"
        "indigo-netsync"
      ];
      options = {
        "settings.checkoutEndpoint" = "checkoutUrl";
        "settings.metricsPort" = "listen.metrics.port";
        "settings.workers" = "workers";
      };
    }
  ];
}
