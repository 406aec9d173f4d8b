{
  services.microcosm-allegedly = {
    enable = true;
    upstream = "https://plc.example.org";
    wrap = {
      url = "http://127.0.0.1:3002";
      certificate = "/etc/plc/postgres.pem";
    };
    writeUpstream = true;
    secrets.wrapDatabase = "/run/secrets/plc-database";
    openFirewall = true;
    nginx = {
      enable = true;
      hostName = "plc.example.org";
    };
    healthCheck.enable = true;
    dependsOn = [ "postgresql.target" ];
    resources.memoryMax = "1G";
  };
}
