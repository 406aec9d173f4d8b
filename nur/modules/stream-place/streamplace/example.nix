{
  services.stream-place-streamplace = {
    enable = true;
    publicHost = "stream.example.org";
    dataDir = "/srv/streamplace";
    openFirewall = true;
    nginx = {
      enable = true;
      hostName = "stream.example.org";
    };
    resources = {
      cpuQuota = "400%";
      memoryMax = "8G";
    };
  };
}
