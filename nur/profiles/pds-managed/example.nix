{
  atproto.profiles = {
    pds-managed = {
      enable = true;
      dashboard = {
        hostname = "status.example.org";
        configFile = "/etc/pds-dash/config.ts";
      };
    };
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
