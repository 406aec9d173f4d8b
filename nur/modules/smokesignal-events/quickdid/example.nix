{
  services.smokesignal-events-quickdid = {
    enable = true;
    externalName = "quickdid.example.org";
    nameservers = [ "9.9.9.9" ];
    userAgent = "quickdid.example.org";
    queue = "redis";
    redis.enable = true;
    maximumConcurrent = 100;
    jetstream = "jetstream.example.org";
    openFirewall = true;
    nginx = {
      enable = true;
      hostName = "quickdid.example.org";
    };
    resources.memoryMax = "512M";
  };
}
