{
  services.bluesky-indigo-bigsky = {
    enable = true;
    archive = false;
    dataDir = "/srv/bigsky";
    database.url = "postgres://db.example.org/bgs";
    nextCrawlers = [ "https://relay.example.org" ];
    secrets = {
      adminKey = "/run/secrets/bigsky-admin";
      carstoreUrl = "/run/secrets/bigsky-carstore";
      rateLimitSkip = "/run/secrets/bigsky-skip";
    };
    openFirewall = true;
    nginx = {
      enable = true;
      hostName = "bigsky.example.org";
    };
    metrics.scrape = true;
    healthCheck.enable = true;
    resources.memoryMax = "16G";
  };
}
