{
  services.microcosm-pocket = {
    enable = true;
    domain = "pocket.example.org";
    database.path = "/var/lib/microcosm-pocket/other.sqlite";
    nginx = {
      enable = true;
      hostName = "pocket.example.org";
    };
    healthCheck.enable = true;
    resources.memoryMax = "256M";
  };
}
