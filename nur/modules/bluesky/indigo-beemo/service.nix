# Beemo, a bot for moderators: tells Slack of new reports, or of posts that mention someone.
{
  lib,
  opt,
  text,
}:
{
  summary = "Beemo, a bot that tells moderators of reports or mentions";

  options = {
    inherit (opt) logLevel relayHost;
    watch = opt.oneOf [
      "reports"
      "mentions"
    ] "mentions" "What it watches for.";
    mentions = {
      dids = opt.texts [ ] "Accounts whose mentions are told.";
      minimumWords = opt.count 0 "Words a post has at least.";
    };
    reports = {
      pdsHost = opt.maybe.text "Server it signs in at.";
      adminHost = opt.maybe.text "Ozone, for links.";
      handle = opt.maybe.text "Account it signs in as.";
      pollSeconds = opt.count 30 "Seconds between two looks.";
    };
  };

  secrets = {
    slackWebhook = {
      environment = "SLACK_WEBHOOK_URL";
      summary = "the address of the Slack webhook";
      required = true;
    };
    accountPassword = {
      environment = "ATP_AUTH_PASSWORD";
      summary = "the password of the account it signs in as";
    };
    adminPassword = {
      environment = "ATP_AUTH_ADMIN_PASSWORD";
      summary = "the administrator's password of that server";
    };
  };

  stateful = false;

  assertions =
    { cfg, ... }:
    let
      reports = cfg.watch == "reports";
    in
    [
      {
        assertion = cfg.watch == "mentions" -> cfg.mentions.dids != [ ];
        message = "mentions.dids is not set; name the accounts to look for.";
      }
      {
        assertion = reports -> cfg.reports.handle != null && cfg.reports.pdsHost != null;
        message = "reports.handle or reports.pdsHost is not set; it signs in there.";
      }
      {
        assertion =
          reports
          ->
            cfg.environmentFiles != [ ]
            || (cfg.secrets.accountPassword != null && cfg.secrets.adminPassword != null);
        message = "secrets.accountPassword or secrets.adminPassword is not set; it signs in with them.";
      }
    ];

  start =
    { cfg, ... }:
    {
      arguments =
        text.flags { "--log-level" = cfg.logLevel; }
        ++ (
          if cfg.watch == "reports" then
            [ "notify-reports" ]
            ++ text.flags {
              "--pds-host" = cfg.reports.pdsHost;
              "--admin-host" = cfg.reports.adminHost;
              "--handle" = cfg.reports.handle;
              "--poll-period" = cfg.reports.pollSeconds;
            }
          else
            [ "notify-mentions" ]
            ++ text.flags {
              "--relay-host" = cfg.relayHost;
              "--mention-dids" = lib.concatStringsSep "," cfg.mentions.dids;
              "--minimum-words" = cfg.mentions.minimumWords;
            }
        );
    };

  renamed = [
    {
      from = [
        "services"
        "indigo-beemo"
      ];
      options = {
        "settings.logLevel" = "logLevel";
        "settings.slackWebhookFile" = "secrets.slackWebhook";
      };
    }
  ];
}
