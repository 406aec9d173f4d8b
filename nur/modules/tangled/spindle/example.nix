{
  services.tangled-spindle = {
    enable = true;
    hostname = "spindle.example.org";
    owner = "did:plc:ewvi7nxzyoun6zhxrhs64oiz";
    containers = "podman";
    nixery = "nixery.example.org";
    workflowTimeout = "30m";
    jobs = 4;
    store.provider = "openbao";
    openFirewall = true;
    nginx = {
      enable = true;
      hostName = "spindle.example.org";
    };
    healthCheck.enable = true;
    resources = {
      cpuWeight = 50;
      memoryMax = "4G";
    };
  };
}
