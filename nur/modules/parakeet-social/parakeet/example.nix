{
  services.parakeet-social-parakeet = {
    enable = true;
    did = "did:web:appview.example.org";
    endpoint = "https://appview.example.org";
    publicKey = "zQ3shXjHeiBuRCKmM36cuYnm7YEMzhGnCmCyW92sRJ9pribSF";
    trustedVerifiers = [ "did:plc:ewvi7nxzyoun6zhxrhs64oiz" ];
    contact = "admin@example.org";
    database.url = "postgres://10.0.0.2/parakeet";
    redis.url = "redis://10.0.0.3:6379";
    openFirewall = true;
    nginx = {
      enable = true;
      hostName = "appview.example.org";
    };
    resources.memoryMax = "8G";
  };
}
