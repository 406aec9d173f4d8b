{
  services.whyrusleeping-konbini = {
    enable = true;
    databaseConnections = 16;
    tracing = true;
    settings.backends = [
      {
        type = "jetstream";
        host = "jetstream.example.org";
      }
    ];
    redis.enable = true;
    secrets = {
      databaseUrl = "/run/secrets/konbini-database";
      handle = "/run/secrets/konbini-handle";
      password = "/run/secrets/konbini-password";
    };
    openFirewall = true;
    nginx = {
      enable = true;
      hostName = "konbini.example.org";
    };
    resources.memoryMax = "2G";
  };
}
