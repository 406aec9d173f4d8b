{
  services.tangled-camo = {
    enable = true;
    secrets.sharedSecret = "/run/secrets/camo";
    openFirewall = true;
    nginx = {
      enable = true;
      hostName = "camo.example.org";
    };
    healthCheck.enable = true;
    resources.memoryMax = "512M";
  };
}
