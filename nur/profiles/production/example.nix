{
  atproto.profiles.production = {
    enable = true;
    pools.slingshot = {
      hostName = "slingshot.example.org";
      servers = [
        "127.0.0.1:3000"
        "10.0.0.2:3000"
      ];
    };
  };
  services = {
    bluesky-indigo-relay = {
      enable = true;
      secrets.adminPassword = "/run/secrets/relay-admin";
      nginx = {
        enable = true;
        hostName = "relay.example.org";
      };
      resources.memoryMax = "8G";
    };
    microcosm-slingshot = {
      enable = true;
      resources.memoryMax = "2G";
    };
  };
  security.acme = {
    acceptTerms = true;
    defaults.email = "admin@example.org";
  };
}
