{
  services.microcosm-ufos = {
    enable = true;
    dataDir = "/srv/ufos";
    jetstream = "us-west-1";
    jetstreamForce = true;
    backfill = true;
    reroll = true;
    openFirewall = true;
    nginx = {
      enable = true;
      hostName = "ufos.example.org";
    };
    metrics.scrape = true;
    healthCheck.enable = true;
    resources.memoryHigh = "4G";
  };
}
