{
  services.slices-network-api = {
    enable = true;
    relayEndpoint = "https://relay.example.org";
    jetstream = "jetstream.example.org";
    systemSliceUri = "at://did:plc:ewvi7nxzyoun6zhxrhs64oiz/network.slices.slice/3l";
    adminDid = "did:plc:ewvi7nxzyoun6zhxrhs64oiz";
    authBaseUrl = "https://auth.example.org";
    processType = "app";
    redis.enable = true;
    secrets.databaseUrl = "/run/secrets/slices-database";
    openFirewall = true;
    nginx = {
      enable = true;
      hostName = "slices.example.org";
    };
    resources.memoryMax = "1G";
  };
}
