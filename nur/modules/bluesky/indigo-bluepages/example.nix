{
  services.bluesky-indigo-bluepages = {
    enable = true;
    relayHost = "wss://relay.example.org";
    plcRateLimit = 50;
    publicRefresh = false;
    openFirewall = true;
    nginx = {
      enable = true;
      hostName = "bluepages.example.org";
    };
    metrics.scrape = true;
    healthCheck.enable = true;
    resources.memoryMax = "1G";
  };
}
