{
  services.tangled-appview = {
    enable = true;
    publicUrl = "https://tangled.example.org";
    name = "Ours";
    camoUrl = "https://camo.example.org";
    avatarUrl = "https://avatar.example.org";
    pdsUrl = "https://pds.example.org";
    oauthKeyId = "1";
    disallowedNicknames = "/etc/tangled/nicknames";
    secrets = {
      cookieSecret = "/run/secrets/tangled-cookie";
      oauthSecret = "/run/secrets/tangled-oauth";
      camoSecret = "/run/secrets/camo";
      avatarSecret = "/run/secrets/avatar";
      resendKey = "/run/secrets/resend";
    };
    openFirewall = true;
    nginx = {
      enable = true;
      hostName = "tangled.example.org";
    };
    healthCheck.enable = true;
    resources.memoryMax = "2G";
  };
}
