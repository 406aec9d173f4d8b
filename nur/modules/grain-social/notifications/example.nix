{
  services.grain-social-notifications = {
    enable = true;
    publicUrl = "https://notifications.example.org";
    jetstreamUrl = "wss://jetstream.example.org";
    openFirewall = true;
    nginx = {
      enable = true;
      hostName = "notifications.example.org";
    };
    resources.memoryMax = "512M";
  };
}
