{
  services.blacksky-firehose = {
    enable = true;
    relayHost = "wss://relay.example.org";
    endpoint = "com.atproto.label.subscribeLabels";
    cursor = "0";
    queueUrl = "https://feeds.example.org";
    secrets.apiKey = "/run/secrets/feedgen-key";
    dependsOn = [ "blacksky-feedgen.service" ];
    resources.memoryMax = "512M";
  };
}
