# The PDS of rsky: PostgreSQL, blobs in a bucket; its tables are made by diesel before it starts.
{
  lib,
  opt,
  text,
}:
{
  summary = "rsky-pds, a personal data server";

  options = {
    inherit (opt) plcHost;
    hostname = opt.maybe.text "Name others reach it by.";
    did = opt.maybe.text "Its DID; null: `did:web:` and the host name.";
    handleDomains =
      opt.texts [ ]
        "Domains below which it gives out handles, each with a dot in front; none: below its own name.";
    inviteRequired = opt.flag true "Whether an account wants an invitation.";
    acceptImports = opt.flag true "Whether repositories may be brought along.";
    blobLimit = opt.count 5242880 "Bytes a blob may have.";
    crawlers = opt.texts [ "https://bsky.network" ] "Relays that are told of what is new.";
    contactEmail = opt.maybe.text "Address of its administrator.";
    appView = {
      url = opt.text "https://api.bsky.app" "AppView that calls are passed on to.";
      did = opt.text "did:web:api.bsky.app" "DID of that AppView.";
    };
    reports = {
      url = opt.maybe.text "Service that reports are sent to.";
      did = opt.maybe.text "DID of that service.";
    };
    email = {
      domain = opt.maybe.text "Domain at Mailgun; null: it sends no mail.";
      from = opt.maybe.text "Sender.";
      name = opt.maybe.text "Name of the sender.";
    };
    s3 = {
      endpoint = opt.maybe.text "Address of the store; null: Amazon's.";
      region = opt.text "us-east-1" "Region of the bucket.";
    };
    migrate = opt.flag true "Whether its tables are brought up to date before it starts.";
  };

  listen.http = {
    port = 2583;
    public = true;
    summary = "its API";
  };

  secrets = {
    adminPassword = {
      environment = "PDS_ADMIN_PASS";
      summary = "the administrator's password";
      required = true;
    };
    jwtKey = {
      environment = "PDS_JWT_KEY_K256_PRIVATE_KEY_HEX";
      summary = "the K-256 key of sessions, in hexadecimal";
      required = true;
    };
    rotationKey = {
      environment = "PDS_PLC_ROTATION_KEY_K256_PRIVATE_KEY_HEX";
      summary = "the K-256 key that rotates identities, in hexadecimal";
      required = true;
    };
    signingKey = {
      environment = "PDS_REPO_SIGNING_KEY_K256_PRIVATE_KEY_HEX";
      summary = "the K-256 key that signs repositories, in hexadecimal";
      required = true;
    };
    mailgunKey = {
      environment = "PDS_MAILGUN_API_KEY";
      summary = "the key of Mailgun";
    };
    s3AccessKey = {
      environment = "AWS_ACCESS_KEY_ID";
      summary = "the name of the key of the bucket";
    };
    s3SecretKey = {
      environment = "AWS_SECRET_ACCESS_KEY";
      summary = "the secret half of that key";
    };
  };

  database = {
    kinds = [ "postgresql" ];
    environment = "DATABASE_URL";
  };
  proxy = {
    listen = "http";
    websockets = true;
  };
  health = {
    listen = "http";
    path = "/xrpc/_health";
  };

  wanted.hostname = "give the name others reach it by";

  assertions =
    { cfg, ... }:
    [
      {
        assertion = (cfg.reports.url == null) == (cfg.reports.did == null);
        message = "reports.url and reports.did go together.";
      }
    ];

  start =
    { cfg, pkgs, ... }:
    {
      environment = {
        ROCKET_ADDRESS = cfg.listen.http.address;
        ROCKET_PORT = cfg.listen.http.port;
        PDS_PORT = cfg.listen.http.port;
        PDS_HOSTNAME = cfg.hostname;
        PDS_SERVICE_DID = if cfg.did == null then "did:web:${toString cfg.hostname}" else cfg.did;
        PDS_SERVICE_HANDLE_DOMAINS =
          if cfg.handleDomains == [ ] then null else lib.concatStringsSep "," cfg.handleDomains;
        PDS_DID_PLC_URL = cfg.plcHost;
        PDS_INVITE_REQUIRED = cfg.inviteRequired;
        PDS_ACCEPTING_REPO_IMPORTS = cfg.acceptImports;
        PDS_BLOB_UPLOAD_LIMIT = cfg.blobLimit;
        PDS_CRAWLERS = lib.concatStringsSep "," cfg.crawlers;
        PDS_CONTACT_EMAIL_ADDRESS = cfg.contactEmail;
        PDS_BSKY_APP_VIEW_URL = cfg.appView.url;
        PDS_BSKY_APP_VIEW_DID = cfg.appView.did;
        PDS_REPORT_SERVICE_URL = cfg.reports.url;
        PDS_REPORT_SERVICE_DID = cfg.reports.did;
        PDS_MAILGUN_DOMAIN = cfg.email.domain;
        PDS_EMAIL_FROM_ADDRESS = cfg.email.from;
        PDS_EMAIL_FROM_NAME = cfg.email.name;
        AWS_ENDPOINT = cfg.s3.endpoint;
        AWS_REGION = cfg.s3.region;
      };
      preStart = lib.optionalString cfg.migrate (
        text.dieselMigrations pkgs "${cfg.package}/share/rsky-pds/migrations"
      );
    };

  renamed = [
    {
      from = [
        "services"
        "blacksky"
        "pds"
      ];
      options = {
        "database.url" = "database.url";
        hostname = "hostname";
        port = "listen.http.port";
      };
    }
  ];
}
