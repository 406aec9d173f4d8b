{
  services.bluesky-indigo-netsync = {
    enable = true;
    repoList = "/srv/netsync/repos.txt";
    dataDir = "/srv/netsync/data";
    checkoutUrl = "https://relay.example.org/xrpc/com.atproto.sync.getRepo";
    workers = 20;
    secrets = {
      headerKey = "/run/secrets/netsync-key";
      headerValue = "/run/secrets/netsync-value";
    };
    listen.metrics.port = 8754;
    metrics.scrape = true;
    resources = {
      ioWeight = 10;
      memoryMax = "1G";
    };
  };
}
