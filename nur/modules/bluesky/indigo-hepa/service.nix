# Hepa, the daemon of automatic moderation; counts in Redis where there is one, else in memory.
{ opt, text, ... }:
{
  summary = "Hepa, automatic moderation of the firehose";

  options = {
    inherit (opt) logLevel plcHost relayHost;
    appViewHost = opt.text "https://public.api.bsky.app" "AppView that is asked about accounts.";
    ozoneHost = opt.text "https://mod.bsky.app" "Ozone that decisions are sent to.";
    ozoneDid = opt.maybe.text "Account that decisions are made as.";
    pdsHost = opt.text "https://bsky.social" "Server that is asked about accounts, as its administrator.";
    plcRateLimit = opt.count 100 "Questions a second to the directory of identities, at most.";
    ruleset = opt.oneOf [
      "default"
      "no-hive"
      "no-blobs"
      "only-blobs"
    ] "default" "Which rules it follows.";
    setsFile = opt.maybe.path "JSON file of words the rules use.";
    abyssHost = opt.maybe.text "Service that looks at images.";
    prescreenHost = opt.maybe.text "Service that looks at images first.";
    parallelism = opt.maybe.count "Workers; null: as many as it takes.";
    quota = {
      reportsPerDay = opt.count 10000 "Reports a day, at most.";
      takedownsPerDay = opt.count 200 "Takedowns a day, at most.";
      actionsPerDay = opt.count 2000 "Other actions a day, at most.";
    };
  };

  listen.metrics = {
    # Upstream's 3989 is Bluepages' as well.
    port = 3990;
    summary = "its metrics";
  };

  secrets = {
    ozoneAdminToken = {
      environment = "HEPA_OZONE_AUTH_ADMIN_TOKEN";
      summary = "the administrator's password of Ozone; without it nothing is decided";
    };
    pdsAdminToken = {
      environment = "HEPA_PDS_AUTH_ADMIN_TOKEN";
      summary = "the administrator's password of that server";
    };
    hiveToken = {
      environment = "HIVEAI_API_TOKEN";
      summary = "the token of Hive, which labels images";
    };
    abyssPassword = {
      environment = "ABYSS_PASSWORD";
      summary = "the password of the service that looks at images";
    };
    prescreenToken = {
      environment = "HEPA_PRESCREEN_TOKEN";
      summary = "the token of the service that looks at images first";
    };
    slackWebhook = {
      environment = "SLACK_WEBHOOK_URL";
      summary = "the address of a Slack webhook";
    };
    rateLimitBypass = {
      environment = "HEPA_RATELIMIT_BYPASS";
      summary = "the header that lifts limits";
    };
  };

  redis = {
    environment = "HEPA_REDIS_URL";
    optional = true;
  };
  stateful = false;
  metrics.listen = "metrics";
  health = {
    listen = "metrics";
    path = "/metrics";
  };

  start =
    { cfg, ... }:
    {
      # Its global flags come before the command.
      arguments =
        text.flags {
          "--atp-relay-host" = cfg.relayHost;
          "--atp-plc-host" = cfg.plcHost;
          "--atp-bsky-host" = cfg.appViewHost;
          "--atp-ozone-host" = cfg.ozoneHost;
          "--ozone-did" = cfg.ozoneDid;
          "--atp-pds-host" = cfg.pdsHost;
          "--plc-rate-limit" = cfg.plcRateLimit;
          "--sets-json-path" = cfg.setsFile;
          "--abyss-host" = cfg.abyssHost;
          "--ruleset" = cfg.ruleset;
          "--log-level" = cfg.logLevel;
          "--firehose-parallelism" = cfg.parallelism;
          "--prescreen-host" = cfg.prescreenHost;
          "--quota-mod-report-day" = cfg.quota.reportsPerDay;
          "--quota-mod-takedown-day" = cfg.quota.takedownsPerDay;
          "--quota-mod-action-day" = cfg.quota.actionsPerDay;
        }
        ++ [ "run" ]
        ++ text.flags { "--metrics-listen" = text.hostPort cfg.listen.metrics; };
    };

  renamed = [
    {
      from = [
        "services"
        "indigo-hepa"
      ];
      options = {
        "settings.logLevel" = "logLevel";
        "settings.metrics.port" = "listen.metrics.port";
        "settings.ozoneHost" = "ozoneHost";
        "settings.plcHost" = "plcHost";
      };
    }
  ];
}
