{
  services.blacksky-relay = {
    enable = true;
    dataDir = "/srv/relay";
    plcExport = false;
    logLevel = "rsky_relay=debug";
    nginx = {
      enable = true;
      hostName = "relay.example.org";
    };
    healthCheck = {
      enable = true;
      restart = true;
    };
    resources.memoryMax = "16G";
  };
}
