# Red Dwarf, a client that runs in the browser and asks Constellation and Slingshot instead of an AppView.
_: {
  summary = "Red Dwarf, a client without an AppView";
  root = "/share/red-dwarf";
  renamed = [
    {
      from = [
        "services"
        "red-dwarf-client"
      ];
      options.hostname = "hostName";
    }
  ];
}
