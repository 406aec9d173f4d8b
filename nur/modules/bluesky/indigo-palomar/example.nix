{
  services.bluesky-indigo-palomar = {
    enable = true;
    elastic = {
      hosts = [
        "https://one.example.org:9200"
        "https://two.example.org:9200"
      ];
      certificate = "/etc/palomar/ca.pem";
    };
    discoverRepos = true;
    database.type = "sqlite";
    secrets.elasticPassword = "/run/secrets/elastic";
    openFirewall = true;
    nginx = {
      enable = true;
      hostName = "search.example.org";
    };
    metrics.scrape = true;
    healthCheck.enable = true;
    resources.memoryMax = "2G";
  };
}
