{
  services.plcbundle-plcbundle = {
    enable = true;
    dataDir = "/srv/plc";
    websocket = true;
    resolver = true;
    openFirewall = true;
    nginx = {
      enable = true;
      hostName = "bundles.example.org";
    };
    resources.memoryMax = "1G";
  };
}
