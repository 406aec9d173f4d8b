{
  services.bluesky-indigo-beemo = {
    enable = true;
    watch = "reports";
    reports = {
      pdsHost = "https://pds.example.org";
      adminHost = "https://ozone.example.org";
      handle = "mod.example.org";
      pollSeconds = 60;
    };
    secrets = {
      slackWebhook = "/run/secrets/slack";
      accountPassword = "/run/secrets/beemo";
      adminPassword = "/run/secrets/pds-admin";
    };
    resources.memoryMax = "256M";
  };
}
