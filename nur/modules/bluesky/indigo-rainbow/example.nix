{
  services.bluesky-indigo-rainbow = {
    enable = true;
    upstreamHost = "https://relay.example.org";
    collectiondirHost = "https://collections.example.org";
    nextCrawlers = [ "https://other.example.org" ];
    bufferHours = 12;
    bufferBytes = 100000000000;
    dependsOn = [ "bluesky-indigo-relay.service" ];
    openFirewall = true;
    nginx = {
      enable = true;
      hostName = "firehose.example.org";
    };
    metrics.scrape = true;
    healthCheck.enable = true;
    resources.memoryMax = "4G";
  };
}
