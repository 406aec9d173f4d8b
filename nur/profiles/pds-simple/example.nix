{
  atproto.profiles.pds-simple = {
    enable = true;
    hostname = "pds.example.org";
    handleCertificate = "pds-wildcard";
    secretsFile = "/run/secrets/pds.env";
    openFirewall = true;
  };
  security.acme = {
    acceptTerms = true;
    defaults.email = "admin@example.org";
  };
}
