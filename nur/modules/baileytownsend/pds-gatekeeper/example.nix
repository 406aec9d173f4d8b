{
  services.baileytownsend-pds-gatekeeper = {
    enable = true;
    pdsDataDirectory = "/srv/pds";
    pdsEnvironmentFile = "/run/secrets/pds.env";
    pdsUrl = "http://127.0.0.1:3010";
    emailTemplates = "/etc/pds/templates";
    createAccount = {
      everySeconds = 3600;
      burst = 2;
    };
    openFirewall = true;
    nginx = {
      enable = true;
      hostName = "pds.example.org";
    };
    dependsOn = [ "bluesky-pds.service" ];
    resources.memoryMax = "256M";
  };
}
