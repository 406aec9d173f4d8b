{
  services.whey-party-red-dwarf = {
    enable = true;
    hostName = "reddwarf.example.org";
    openFirewall = true;
  };
}
