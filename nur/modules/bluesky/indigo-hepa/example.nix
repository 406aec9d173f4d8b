{
  services.bluesky-indigo-hepa = {
    enable = true;
    ruleset = "no-blobs";
    ozoneHost = "https://ozone.example.org";
    ozoneDid = "did:plc:ewvi7nxzyoun6zhxrhs64oiz";
    setsFile = "/etc/hepa/sets.json";
    abyssHost = "https://abyss.example.org";
    prescreenHost = "https://prescreen.example.org";
    parallelism = 200;
    redis.enable = true;
    secrets = {
      ozoneAdminToken = "/run/secrets/ozone";
      pdsAdminToken = "/run/secrets/pds";
      hiveToken = "/run/secrets/hive";
      abyssPassword = "/run/secrets/abyss";
      prescreenToken = "/run/secrets/prescreen";
      slackWebhook = "/run/secrets/slack";
      rateLimitBypass = "/run/secrets/bypass";
    };
    metrics.scrape = true;
    healthCheck.enable = true;
    resources.cpuQuota = "200%";
  };
}
