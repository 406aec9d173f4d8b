/*
  A personal data server on one host: the official one of nixpkgs, nginx before it, certificates by ACME.

  Refuses to start without the name others reach it by, and without its secrets.
*/
_:
{ config, lib, ... }:
let
  inherit (lib) mkOption types;
  cfg = config.atproto.profiles.pds-simple;
  port = config.services.bluesky-pds.settings.PDS_PORT;
in
{
  options.atproto.profiles.pds-simple = {
    enable = lib.mkEnableOption "a personal data server with nginx and ACME";

    hostname = mkOption {
      type = types.nullOr types.str;
      default = null;
      example = "pds.example.org";
      description = "Name others reach it by.";
    };

    handleCertificate = mkOption {
      type = types.nullOr types.str;
      default = null;
      example = "pds-wildcard";
      description = "Certificate of `security.acme.certs` for the names below it, got by DNS; null: no handles below its name.";
    };

    secretsFile = mkOption {
      type = types.nullOr types.externalPath;
      default = null;
      description = "File of PDS_JWT_SECRET, PDS_ADMIN_PASSWORD and PDS_PLC_ROTATION_KEY_K256_PRIVATE_KEY_HEX, one `NAME=value` a line.";
    };

    openFirewall = mkOption {
      type = types.bool;
      default = false;
      description = "Whether to open ports 80 and 443.";
    };
  };

  config = lib.mkIf cfg.enable {
    services.bluesky-pds = {
      enable = true;
      settings.PDS_HOSTNAME = lib.mkIf (cfg.hostname != null) cfg.hostname;
      environmentFiles = lib.optional (cfg.secretsFile != null) cfg.secretsFile;
    };

    services.nginx = {
      enable = true;
      virtualHosts = lib.mkIf (cfg.hostname != null) {
        ${cfg.hostname} = {
          forceSSL = true;
          enableACME = lib.mkIf (cfg.handleCertificate == null) true;
          useACMEHost = cfg.handleCertificate;
          serverAliases = lib.optional (cfg.handleCertificate != null) "*.${cfg.hostname}";
          # As large as a blob may be, and a little more.
          extraConfig = "client_max_body_size 110m;";
          locations."/" = {
            proxyPass = "http://127.0.0.1:${toString port}";
            proxyWebsockets = true;
            recommendedProxySettings = true;
          };
        };
      };
    };

    networking.firewall.allowedTCPPorts = lib.mkIf cfg.openFirewall [
      80
      443
    ];

    assertions = [
      {
        assertion = cfg.hostname != null;
        message = "atproto.profiles.pds-simple.hostname is not set; give the name others reach it by.";
      }
      {
        assertion = cfg.secretsFile != null;
        message = "atproto.profiles.pds-simple.secretsFile is not set; the server does not start without its secrets.";
      }
      {
        assertion = config.security.acme.acceptTerms;
        message = "security.acme.acceptTerms is not set; certificates want it, and security.acme.defaults.email.";
      }
    ];
  };
}
