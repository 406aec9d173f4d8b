{
  services.blacksky-community = {
    enable = true;
    hostName = "blacksky.example.org";
    acme = false;
    openFirewall = true;
  };
}
