{
  services.microcosm-reflector = {
    enable = true;
    serviceId = "#pocket_prefs";
    serviceType = "PocketPreferences";
    serviceEndpoint = "https://pocket.example.org";
    domain = "example.org";
    openFirewall = true;
    nginx = {
      enable = true;
      hostName = "reflector.example.org";
    };
    healthCheck.enable = true;
    resources.memoryMax = "128M";
  };
}
