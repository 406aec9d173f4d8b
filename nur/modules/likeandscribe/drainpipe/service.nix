# Drainpipe, which hands Frontpage what a Jetstream tells of it; it listens nowhere.
{ opt, ... }:
{
  summary = "Drainpipe, from a Jetstream to Frontpage";

  options = {
    jetstreamUrl = opt.maybe.text "Jetstream that is followed; null: us-east-2 of Bluesky.";
    consumerUrl = opt.text "http://127.0.0.1:3000/api/receive_hook" "Hook of Frontpage.";
  };

  secrets.consumerSecret = {
    environment = "FRONTPAGE_CONSUMER_SECRET";
    summary = "the word that Frontpage knows it by";
    required = true;
  };

  start =
    { cfg, ... }:
    {
      environment = {
        STORE_LOCATION = "${cfg.dataDir}/store";
        FRONTPAGE_CONSUMER_URL = cfg.consumerUrl;
        JETSTREAM_URL = cfg.jetstreamUrl;
        RUST_LOG = "info";
      };
    };

  renamed = [
    {
      from = [
        "services"
        "likeandscribe"
        "drainpipe"
      ];
      options."firehose.url" = "jetstreamUrl";
    }
  ];
}
