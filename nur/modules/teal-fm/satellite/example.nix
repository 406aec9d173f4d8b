{
  services.teal-fm-satellite = {
    enable = true;
    refresh = "0 */5 * * * *";
    secrets.databaseUrl = "/run/secrets/teal-database";
    resources.memoryMax = "256M";
  };
}
