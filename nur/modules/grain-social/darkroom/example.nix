{
  services.grain-social-darkroom = {
    enable = true;
    grainUrl = "https://grain.example.org";
    baseUrl = "http://[::1]:8090";
    listen.http.port = 8090;
    openFirewall = true;
    nginx = {
      enable = true;
      hostName = "darkroom.example.org";
    };
    healthCheck = {
      enable = true;
      restart = true;
    };
    resources = {
      memoryMax = "2G";
      tasksMax = 512;
    };
  };
}
