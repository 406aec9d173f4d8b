{
  services.hailey-at-cocoon = {
    enable = true;
    hostname = "pds.example.org";
    contactEmail = "admin@example.org";
    dataDir = "/srv/cocoon";
    fallbackProxy = "did:web:api.bsky.app#bsky_appview";
    smtp = {
      host = "mail.example.org";
      user = "cocoon";
      email = "pds@example.org";
      name = "Cocoon";
    };
    s3 = {
      backups = true;
      blobs = true;
      endpoint = "https://s3.example.org";
      region = "eu";
      bucket = "cocoon";
      accessKey = "cocoon";
    };
    secrets = {
      adminPassword = "/run/secrets/cocoon-admin";
      sessionSecret = "/run/secrets/cocoon-session";
      rotationKey = "/run/secrets/cocoon-rotation";
      jwk = "/run/secrets/cocoon-jwk";
      smtpPassword = "/run/secrets/cocoon-smtp";
      s3SecretKey = "/run/secrets/cocoon-s3";
    };
    listen.http.address = "127.0.0.1";
    nginx = {
      enable = true;
      hostName = "pds.example.org";
    };
    healthCheck.enable = true;
    networkIsolation = "addresses";
    allowedAddresses = [ "0.0.0.0/0" ];
    resources.memoryHigh = "512M";
  };
}
