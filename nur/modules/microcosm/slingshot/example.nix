{
  services.microcosm-slingshot = {
    enable = true;
    jetstream = "us-west-2";
    compress = false;
    pingUrl = "https://ping.example.org/slingshot";
    nginx = {
      enable = true;
      hostName = "slingshot.example.org";
    };
    metrics.scrape = true;
    healthCheck = {
      enable = true;
      restart = true;
    };
    resources.memoryMax = "2G";
  };
}
