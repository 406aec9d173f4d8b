# Cocoon, a personal data server on SQLite; makes its keys at the first start, where there are none.
{
  lib,
  opt,
  text,
}:
{
  summary = "Cocoon, a personal data server";

  options = {
    did = opt.maybe.text "Its DID; null: `did:web:` and the host name.";
    hostname = opt.maybe.text "Name others reach it by.";
    contactEmail = opt.maybe.text "Address of its administrator.";
    relays = opt.texts [ "https://bsky.network" ] "Relays that are asked to follow it.";
    fallbackProxy = opt.maybe.text "Where calls go that it does not know, as `did:web:api.bsky.app#bsky_appview`.";
    smtp = {
      host = opt.maybe.text "Server it sends mail by; null: it sends none.";
      port = opt.port 587 "Port of that server.";
      user = opt.maybe.text "User at that server.";
      email = opt.maybe.text "Sender.";
      name = opt.maybe.text "Name of the sender.";
    };
    s3 = {
      backups = opt.flag false "Whether its database is copied to a bucket.";
      blobs = opt.flag false "Whether blobs are kept in a bucket.";
      endpoint = opt.maybe.text "Address of the store.";
      region = opt.maybe.text "Region of the bucket.";
      bucket = opt.maybe.text "Name of the bucket.";
      accessKey = opt.maybe.text "Name of the key; the key itself is `secrets.s3SecretKey`.";
    };
  };

  listen.http = {
    port = 8080;
    public = true;
    summary = "its API";
  };

  secrets = {
    adminPassword = {
      environment = "COCOON_ADMIN_PASSWORD";
      summary = "the administrator's password";
      required = true;
    };
    sessionSecret = {
      environment = "COCOON_SESSION_SECRET";
      summary = "the key of sessions: 32 random bytes, in hexadecimal";
      required = true;
    };
    rotationKey.summary = "its rotation key, of `cocoon create-rotation-key`; without one it makes one in dataDir";
    jwk.summary = "its signing key, of `cocoon create-private-jwk`; without one it makes one in dataDir";
    smtpPassword = {
      environment = "COCOON_SMTP_PASS";
      summary = "the password at the mail server";
    };
    s3SecretKey = {
      environment = "COCOON_S3_SECRET_KEY";
      summary = "the secret half of the key of the bucket";
    };
  };

  database = {
    kinds = [ "sqlite" ];
    file = "cocoon.db";
  };

  proxy = {
    listen = "http";
    websockets = true;
  };
  health = {
    listen = "http";
    path = "/xrpc/_health";
  };

  wanted = {
    hostname = "give the name others reach it by";
    contactEmail = "the server refuses to start without it";
  };

  assertions =
    { cfg, ... }:
    [
      {
        assertion = (cfg.s3.backups || cfg.s3.blobs) -> cfg.s3.bucket != null && cfg.s3.region != null;
        message = "s3.backups and s3.blobs want s3.bucket and s3.region.";
      }
    ];

  start =
    { cfg, ... }:
    let
      key =
        name: file: if cfg.secrets.${name} == null then "${cfg.dataDir}/${file}" else text.credential name;
    in
    {
      arguments = [ "run" ];
      environment = {
        COCOON_ADDR = text.hostPort cfg.listen.http;
        COCOON_DB_NAME = cfg.database.path;
        COCOON_DID = if cfg.did == null then "did:web:${toString cfg.hostname}" else cfg.did;
        COCOON_HOSTNAME = cfg.hostname;
        COCOON_CONTACT_EMAIL = cfg.contactEmail;
        COCOON_RELAYS = lib.concatStringsSep "," cfg.relays;
        COCOON_FALLBACK_PROXY = cfg.fallbackProxy;
        COCOON_ROTATION_KEY_PATH = key "rotationKey" "rotation.key";
        COCOON_JWK_PATH = key "jwk" "jwk.key";
        COCOON_SMTP_HOST = cfg.smtp.host;
        COCOON_SMTP_PORT = if cfg.smtp.host == null then null else cfg.smtp.port;
        COCOON_SMTP_USER = cfg.smtp.user;
        COCOON_SMTP_EMAIL = cfg.smtp.email;
        COCOON_SMTP_NAME = cfg.smtp.name;
        COCOON_S3_BACKUPS_ENABLED = cfg.s3.backups;
        COCOON_S3_BLOBSTORE_ENABLED = cfg.s3.blobs;
        COCOON_S3_ENDPOINT = cfg.s3.endpoint;
        COCOON_S3_REGION = cfg.s3.region;
        COCOON_S3_BUCKET = cfg.s3.bucket;
        COCOON_S3_ACCESS_KEY = cfg.s3.accessKey;
      };
      preStart = ''
        ${lib.optionalString (cfg.secrets.rotationKey == null) ''
          test -e ${cfg.dataDir}/rotation.key || ${lib.getExe cfg.package} create-rotation-key --out ${cfg.dataDir}/rotation.key
        ''}
        ${lib.optionalString (cfg.secrets.jwk == null) ''
          test -e ${cfg.dataDir}/jwk.key || ${lib.getExe cfg.package} create-private-jwk --out ${cfg.dataDir}/jwk.key
        ''}
      '';
    };
}
