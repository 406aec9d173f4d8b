{
  services.bluesky-indigo-sonar = {
    enable = true;
    logLevel = "debug";
    subscribeUrl = "wss://relay.example.org/xrpc/com.atproto.sync.subscribeRepos";
    listen.metrics.port = 8346;
    openFirewall = true;
    metrics.scrape = true;
    healthCheck.enable = true;
    resources.memoryMax = "512M";
  };
}
