{
  services.witchcraft-systems-pds-dash = {
    enable = true;
    hostName = "dash.example.org";
    configFile = "/etc/pds-dash/config.ts";
    openFirewall = true;
  };
}
