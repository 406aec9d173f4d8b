{
  services.teal-fm-cadet = {
    enable = true;
    redis.url = "redis://10.0.0.3:6379";
    secrets.databaseUrl = "/run/secrets/teal-database";
    dependsOn = [ "teal-fm-aqua.service" ];
    resources.memoryMax = "512M";
  };
}
