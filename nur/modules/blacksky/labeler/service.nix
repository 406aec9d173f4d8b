# The labeler of rsky: reports, labels and tags what holds slurs, as an account of a moderation service; it listens nowhere.
{ lib, opt, ... }:
{
  summary = "rsky-labeler, automatic labels for a moderation service";

  options = {
    inherit (opt) relayHost;
    agentUrl = opt.text "https://bsky.social" "Server it signs in at.";
    did = opt.maybe.text "DID of the moderation service.";
    email = opt.maybe.text "Account it signs in as: its address of mail.";
    report = opt.flag true "Whether it reports.";
    label = {
      enable = opt.flag true "Whether it labels.";
      value = opt.text "antiblack-harassment" "Label.";
      comment = opt.text "Explicit slur filter" "Comment of the label.";
    };
    tag = {
      enable = opt.flag true "Whether it tags.";
      values = opt.texts [ ] "Tags.";
    };
  };

  secrets.accountPassword = {
    environment = "MOD_SERVICE_PASSWORD";
    summary = "the password of that account";
    required = true;
  };

  stateful = false;

  wanted = {
    did = "it signs in as the moderation service";
    email = "it signs in as the moderation service";
  };

  start =
    { cfg, ... }:
    {
      environment = {
        FEEDGEN_SUBSCRIPTION_PATH = cfg.relayHost;
        BSKY_AGENT_URL = cfg.agentUrl;
        MOD_SERVICE_DID = cfg.did;
        MOD_SERVICE_EMAIL = cfg.email;
        MOD_SERVICE_LABEL = cfg.label.value;
        MOD_SERVICE_LABEL_REASON = cfg.label.comment;
        MOD_SERVICE_AUTOLABEL_TAGS = lib.concatStringsSep "," cfg.tag.values;
        ENABLE_CREATE_REPORT = cfg.report;
        ENABLE_CREATE_LABEL = cfg.label.enable;
        ENABLE_CREATE_TAG = cfg.tag.enable;
      };
    };

  renamed = [
    {
      from = [
        "blacksky"
        "labeler"
      ];
    }
  ];
}
