# The subscriber of rsky that hands a relay's events to a feed generator; it listens nowhere.
{ opt, ... }:
{
  summary = "rsky-firehose, from a relay to a feed generator";

  options = {
    inherit (opt) relayHost;
    endpoint = opt.oneOf [
      "com.atproto.sync.subscribeRepos"
      "com.atproto.label.subscribeLabels"
    ] "com.atproto.sync.subscribeRepos" "What is subscribed to.";
    cursor = opt.maybe.text "Where it begins; null: where it stopped.";
    queueUrl = opt.text "http://127.0.0.1:8000" "Feed generator that is fed.";
  };

  secrets.apiKey = {
    environment = "RSKY_API_KEY";
    summary = "the key of that feed generator";
    required = true;
  };

  stateful = false;

  start =
    { cfg, ... }:
    {
      environment = {
        FEEDGEN_SUBSCRIPTION_PATH = cfg.relayHost;
        FEEDGEN_SUBSCRIPTION_ENDPOINT = cfg.endpoint;
        FEEDGEN_SUBSCRIPTION_CURSOR = cfg.cursor;
        FEEDGEN_QUEUE_ENDPOINT = cfg.queueUrl;
      };
    };

  renamed = [
    {
      from = [
        "blacksky"
        "firehose"
      ];
    }
  ];
}
