{
  services.likeandscribe-frontpage = {
    enable = true;
    hostname = "frontpage.example.org";
    database.url = "libsql://db.example.org";
    secrets = {
      consumerSecret = "/run/secrets/drainpipe";
      cronSecret = "/run/secrets/frontpage-cron";
      databaseToken = "/run/secrets/frontpage-database";
      discordWebhook = "/run/secrets/frontpage-discord";
      privateJwk = "/run/secrets/frontpage-private";
      publicJwk = "/run/secrets/frontpage-public";
    };
    openFirewall = true;
    nginx = {
      enable = true;
      hostName = "frontpage.example.org";
    };
    healthCheck.enable = true;
    resources.memoryMax = "1G";
  };
}
