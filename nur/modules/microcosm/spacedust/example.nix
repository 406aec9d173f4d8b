{
  services.microcosm-spacedust = {
    enable = true;
    jetstream = "wss://jetstream.example.org/subscribe";
    compress = false;
    openFirewall = true;
    nginx = {
      enable = true;
      hostName = "spacedust.example.org";
    };
    metrics.scrape = true;
    healthCheck.enable = true;
    resources.memoryMax = "1G";
  };
}
