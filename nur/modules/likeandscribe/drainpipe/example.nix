{
  services.likeandscribe-drainpipe = {
    enable = true;
    jetstreamUrl = "wss://jetstream.example.org/subscribe";
    consumerUrl = "https://frontpage.example.org/api/receive_hook";
    secrets.consumerSecret = "/run/secrets/drainpipe";
    dependsOn = [ "likeandscribe-frontpage.service" ];
    resources.memoryMax = "256M";
  };
}
