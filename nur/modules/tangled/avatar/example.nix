{
  services.tangled-avatar = {
    enable = true;
    secrets.sharedSecret = "/run/secrets/avatar";
    openFirewall = true;
    nginx = {
      enable = true;
      hostName = "avatar.example.org";
    };
    healthCheck.enable = true;
    resources.memoryMax = "512M";
  };
}
