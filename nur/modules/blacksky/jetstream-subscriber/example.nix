{
  services.blacksky-jetstream-subscriber = {
    enable = true;
    server = "wss://jetstream.example.org";
    collections = [
      "app.bsky.feed.post"
      "app.bsky.feed.like"
    ];
    queueUrl = "https://feeds.example.org";
    secrets.apiKey = "/run/secrets/feedgen-key";
    dependsOn = [ "blacksky-feedgen.service" ];
    resources.memoryMax = "256M";
  };
}
