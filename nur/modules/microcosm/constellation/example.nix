{
  services.microcosm-constellation = {
    enable = true;
    dataDir = "/srv/constellation";
    jetstream = "wss://jetstream.example.org/subscribe";
    backup = {
      directory = "/srv/backup/constellation";
      intervalHours = 24;
      keep = 3;
    };
    openFirewall = true;
    nginx = {
      enable = true;
      hostName = "constellation.example.org";
    };
    metrics.scrape = true;
    healthCheck.enable = true;
    resources = {
      memoryHigh = "6G";
      cpuQuota = "300%";
    };
  };
}
