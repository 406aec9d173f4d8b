{
  services.slices-network-frontend = {
    enable = true;
    apiUrl = "https://slices.example.org";
    sliceUri = "at://did:plc:ewvi7nxzyoun6zhxrhs64oiz/network.slices.slice/3l";
    oauth = {
      clientId = "slices";
      redirectUri = "https://pages.example.org/oauth/callback";
      baseUrl = "https://auth.example.org";
    };
    secrets.oauthSecret = "/run/secrets/slices-oauth";
    dependsOn = [ "slices-network-api.service" ];
    openFirewall = true;
    nginx = {
      enable = true;
      hostName = "pages.example.org";
    };
    resources.memoryMax = "512M";
  };
}
