{
  atproto.profiles = {
    pds-enterprise = {
      enable = true;
      backup = {
        repository = "s3:https://s3.example.org/pds";
        passwordFile = "/run/secrets/restic";
        environmentFile = "/run/secrets/restic.env";
        schedule = "*:0/30";
      };
      memoryMax = "8G";
    };
    pds-managed.dashboard.configFile = "/etc/pds-dash/config.ts";
    pds-simple = {
      hostname = "pds.example.org";
      secretsFile = "/run/secrets/pds.env";
      openFirewall = true;
    };
  };
  security.acme = {
    acceptTerms = true;
    defaults.email = "admin@example.org";
  };
}
