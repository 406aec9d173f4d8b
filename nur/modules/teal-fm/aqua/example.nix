{
  services.teal-fm-aqua = {
    enable = true;
    redis.url = "redis://10.0.0.3:6379";
    secrets.databaseUrl = "/run/secrets/teal-database";
    openFirewall = true;
    nginx = {
      enable = true;
      hostName = "aqua.example.org";
    };
    resources.memoryMax = "1G";
  };
}
