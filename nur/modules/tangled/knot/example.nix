{
  services.tangled-knot = {
    enable = true;
    hostname = "knot.example.org";
    owner = "did:plc:ewvi7nxzyoun6zhxrhs64oiz";
    appViewUrl = "https://tangled.example.org";
    dataDir = "/srv/knot";
    mainBranch = "trunk";
    readme = [ "README.md" ];
    logDids = false;
    openFirewall = true;
    nginx = {
      enable = true;
      hostName = "knot.example.org";
    };
    healthCheck.enable = true;
    resources.memoryMax = "1G";
  };
}
