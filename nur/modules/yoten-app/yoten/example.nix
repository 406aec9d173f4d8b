{
  services.yoten-app-yoten = {
    enable = true;
    publicUrl = "https://yoten.example.org";
    jetstreamUrl = "wss://jetstream.example.org/subscribe";
    redis.enable = true;
    secrets = {
      sessionSecret = "/run/secrets/yoten-session";
      oauthSecret = "/run/secrets/yoten-oauth";
      posthogKey = "/run/secrets/posthog";
    };
    openFirewall = true;
    nginx = {
      enable = true;
      hostName = "yoten.example.org";
    };
    resources.memoryMax = "512M";
  };
}
