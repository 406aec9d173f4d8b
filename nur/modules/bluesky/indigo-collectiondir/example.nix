{
  services.bluesky-indigo-collectiondir = {
    enable = true;
    upstream = "wss://relay.example.org";
    crawlRate = 10;
    setsFile = "/etc/collectiondir/sets.json";
    verbose = true;
    secrets = {
      adminToken = "/run/secrets/collections-admin";
      rateLimitSkip = "/run/secrets/collections-skip";
    };
    openFirewall = true;
    nginx = {
      enable = true;
      hostName = "collections.example.org";
    };
    metrics.scrape = true;
    healthCheck.enable = true;
    resources.memoryMax = "2G";
  };
}
