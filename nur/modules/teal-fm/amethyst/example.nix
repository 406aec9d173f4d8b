{
  services.teal-fm-amethyst = {
    enable = true;
    hostName = "teal.example.org";
    openFirewall = true;
  };
}
