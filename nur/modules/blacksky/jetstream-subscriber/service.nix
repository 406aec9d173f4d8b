# The subscriber of rsky that hands a Jetstream's events to a feed generator; it listens nowhere.
{ lib, opt, ... }:
{
  summary = "rsky-jetstream-subscriber, from a Jetstream to a feed generator";

  options = {
    server = opt.text "wss://jetstream1.us-west.bsky.network" "Jetstream that is followed.";
    collections = opt.texts [ ] "Collections that are wanted; none: all.";
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
        JETSTREAM_SERVER_ENDPOINT = cfg.server;
        JETSTREAM_SUBSCRIPTION_ENDPOINT = cfg.server;
        FILTER_PARAM = lib.concatMapStringsSep "&" (name: "wantedCollections=${name}") cfg.collections;
        FEEDGEN_QUEUE_ENDPOINT = cfg.queueUrl;
      };
    };

  renamed = [
    {
      from = [
        "blacksky"
        "jetstreamSubscriber"
      ];
    }
  ];
}
