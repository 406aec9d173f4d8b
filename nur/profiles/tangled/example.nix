{
  atproto.profiles.tangled = {
    enable = true;
    domain = "example.org";
    owner = "did:plc:ewvi7nxzyoun6zhxrhs64oiz";
    endpoints = {
      jetstream = "wss://jetstream.example.org/subscribe";
      nixery = "nixery.example.org";
      pds = "https://pds.example.org";
    };
    appview = {
      enable = true;
      cookieSecret = "/run/secrets/tangled-cookie";
      camoSecret = "/run/secrets/camo";
      avatarSecret = "/run/secrets/avatar";
    };
    openFirewall = true;
  };
  security.acme = {
    acceptTerms = true;
    defaults.email = "admin@example.org";
  };
}
