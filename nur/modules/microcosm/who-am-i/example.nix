{
  services.microcosm-who-am-i = {
    enable = true;
    baseUrl = "https://who.example.org";
    allowedHosts = [
      "app.example.org"
      "other.example.org"
    ];
    secrets = {
      appSecret = "/run/secrets/who-app";
      oauthKey = "/run/secrets/who-oauth.pem";
      jwtKey = "/run/secrets/who-jwt.pem";
    };
    openFirewall = true;
    nginx = {
      enable = true;
      hostName = "who.example.org";
    };
    metrics.scrape = true;
    healthCheck.enable = true;
    resources.memoryMax = "256M";
  };
}
