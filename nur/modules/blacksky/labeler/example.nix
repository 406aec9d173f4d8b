{
  services.blacksky-labeler = {
    enable = true;
    relayHost = "wss://relay.example.org";
    agentUrl = "https://pds.example.org";
    did = "did:plc:ewvi7nxzyoun6zhxrhs64oiz";
    email = "mod@example.org";
    report = false;
    label.value = "rude";
    tag.values = [ "auto" ];
    secrets.accountPassword = "/run/secrets/labeler";
    resources.memoryMax = "512M";
  };
}
