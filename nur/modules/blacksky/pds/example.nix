{
  services.blacksky-pds = {
    enable = true;
    hostname = "pds.example.org";
    handleDomains = [
      ".example.org"
      ".example.net"
    ];
    inviteRequired = false;
    contactEmail = "admin@example.org";
    reports = {
      url = "https://mod.example.org";
      did = "did:web:mod.example.org";
    };
    email = {
      domain = "mg.example.org";
      from = "pds@example.org";
      name = "PDS";
    };
    s3.endpoint = "https://s3.example.org";
    secrets = {
      adminPassword = "/run/secrets/pds-admin";
      databaseUrl = "/run/secrets/pds-database";
      jwtKey = "/run/secrets/pds-jwt";
      mailgunKey = "/run/secrets/pds-mailgun";
      rotationKey = "/run/secrets/pds-rotation";
      s3AccessKey = "/run/secrets/pds-s3-name";
      s3SecretKey = "/run/secrets/pds-s3";
      signingKey = "/run/secrets/pds-signing";
    };
    openFirewall = true;
    nginx = {
      enable = true;
      hostName = "pds.example.org";
    };
    healthCheck.enable = true;
    resources.memoryMax = "1G";
  };
}
