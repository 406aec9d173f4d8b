# PDS gatekeeper, which stands before a PDS on the same host: second factors, limits; it writes to the PDS's own databases.
{ opt, ... }:
{
  summary = "PDS gatekeeper, second factors and limits before a PDS";

  options = {
    pdsDataDirectory = opt.text "/var/lib/pds" "Directory of the PDS; it reads and writes there.";
    pdsEnvironmentFile = opt.maybe.file "File of variables of the PDS, for mail and secrets; null: `environmentFiles` holds them.";
    pdsUrl = opt.text "http://127.0.0.1:3000" "Where the PDS listens.";
    twoFactorSubject = opt.text "Sign in to Bluesky" "Subject of the mail with a code.";
    emailTemplates = opt.maybe.path "Folder of templates of mail; null: its own.";
    createAccount = {
      everySeconds = opt.maybe.count "Seconds after which an address may make another account; null: there is no limit.";
      burst = opt.maybe.count "How many accounts at once.";
    };
  };

  listen.http = {
    # Upstream's 8080 is that of half the world.
    port = 8081;
    public = true;
    summary = "what clients of the PDS are sent to";
  };

  account = {
    user = "pds";
    group = "pds";
  };
  stateful = false;
  proxy = {
    listen = "http";
    websockets = true;
  };

  start =
    { cfg, ... }:
    {
      environment = {
        PDS_DATA_DIRECTORY = cfg.pdsDataDirectory;
        PDS_ENV_LOCATION = cfg.pdsEnvironmentFile;
        PDS_BASE_URL = cfg.pdsUrl;
        GATEKEEPER_HOST = cfg.listen.http.address;
        GATEKEEPER_PORT = cfg.listen.http.port;
        GATEKEEPER_TWO_FACTOR_EMAIL_SUBJECT = cfg.twoFactorSubject;
        GATEKEEPER_EMAIL_TEMPLATES_DIRECTORY = cfg.emailTemplates;
        GATEKEEPER_CREATE_ACCOUNT_PER_SECOND = cfg.createAccount.everySeconds;
        GATEKEEPER_CREATE_ACCOUNT_BURST = cfg.createAccount.burst;
      };
      serviceConfig.ReadWritePaths = [ cfg.pdsDataDirectory ];
    };

  renamed = [
    {
      from = [
        "services"
        "bluesky"
        "pds-gatekeeper"
      ];
      options = {
        "settings.host" = "listen.http.address";
        "settings.openFirewall" = "openFirewall";
        "settings.pdsBaseUrl" = "pdsUrl";
        "settings.pdsDataDirectory" = "pdsDataDirectory";
        "settings.port" = "listen.http.port";
      };
    }
  ];
}
