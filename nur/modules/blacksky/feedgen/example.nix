{
  services.blacksky-feedgen = {
    enable = true;
    hostname = "feeds.example.org";
    replicaUrls = [
      "postgres://one.example.org/feeds"
      "postgres://two.example.org/feeds"
    ];
    sponsoredPost.uri = "at://did:plc:ewvi7nxzyoun6zhxrhs64oiz/app.bsky.feed.post/3l";
    hashtagLimit = 5;
    secrets = {
      apiKey = "/run/secrets/feedgen-key";
      databaseUrl = "/run/secrets/feedgen-database";
    };
    openFirewall = true;
    nginx = {
      enable = true;
      hostName = "feeds.example.org";
    };
    healthCheck.enable = true;
    resources.memoryMax = "1G";
  };
}
