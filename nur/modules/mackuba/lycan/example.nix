{
  services.mackuba-lycan = {
    enable = true;
    hostname = "lycan.example.org";
    allowedHosts = [ "lycan.example.org" ];
    jetstreamHost = "jetstream.example.org";
    userAgent = "lycan.example.org";
    secrets.databaseUrl = "/run/secrets/lycan-database";
    openFirewall = true;
    nginx = {
      enable = true;
      hostName = "lycan.example.org";
    };
    healthCheck.enable = true;
    resources.memoryMax = "1G";
  };
}
