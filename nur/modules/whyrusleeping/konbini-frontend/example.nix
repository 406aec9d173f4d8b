{
  services.whyrusleeping-konbini-frontend = {
    enable = true;
    hostName = "pages.example.org";
    openFirewall = true;
  };
}
