{
  services.bluesky-indigo-relay = {
    enable = true;
    logLevel = "debug";
    replayWindow = "24h";
    siblingRelays = [ "https://other.example.org" ];
    publicCrawlRequests = false;
    secrets = {
      adminPassword = "/run/secrets/relay-admin";
      databaseUrl = "/run/secrets/relay-database";
    };
    listen.http.port = 2480;
    openFirewall = true;
    nginx = {
      enable = true;
      hostName = "relay.example.org";
    };
    metrics.scrape = true;
    healthCheck = {
      enable = true;
      restart = true;
    };
    dependsOn = [ "tailscaled.service" ];
    resources = {
      memoryMax = "8G";
      tasksMax = 8192;
      openFiles = 131072;
    };
  };
}
