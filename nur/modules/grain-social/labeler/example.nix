{
  services.grain-social-labeler = {
    enable = true;
    database.path = "/var/lib/grain-social-labeler/other.db";
    secrets.signingKey = "/run/secrets/grain-labeler";
    openFirewall = true;
    nginx = {
      enable = true;
      hostName = "labels.example.org";
    };
    resources.memoryMax = "512M";
  };
}
