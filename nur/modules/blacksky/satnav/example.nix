{
  services.blacksky-satnav = {
    enable = true;
    hostName = "satnav.example.org";
    openFirewall = true;
  };
}
