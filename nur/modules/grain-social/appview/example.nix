{
  services.grain-social-appview = {
    enable = true;
    publicUrl = "https://grain.example.org";
    pdsHost = "https://pds.example.org";
    darkroomUrl = "https://darkroom.example.org";
    useCdn = true;
    goatCounterUrl = "https://stats.example.org/count";
    secrets = {
      cookieSecret = "/run/secrets/grain-cookie";
      privateKey1 = "/run/secrets/grain-1";
      privateKey2 = "/run/secrets/grain-2";
      privateKey3 = "/run/secrets/grain-3";
    };
    openFirewall = true;
    nginx = {
      enable = true;
      hostName = "grain.example.org";
    };
    healthCheck.enable = true;
    resources.memoryMax = "1G";
  };
}
