# A virtual host that passes on to the program, with a certificate of ACME.
{
  about,
  lib,
  text,
  unit,
  ...
}:
{ config, ... }:
let
  inherit (lib) mkOption types;
  cfg = config.services.${unit};
in
lib.optionalAttrs (about.proxy != null) {
  options.services.${unit}.nginx = {
    enable = lib.mkEnableOption "a virtual host of nginx in front of it";

    hostName = mkOption {
      type = types.nullOr types.str;
      default = null;
      example = "relay.example.org";
      description = "Name of the virtual host.";
    };

    acme = mkOption {
      type = types.bool;
      default = true;
      description = "Whether to get a certificate and send everyone to HTTPS; wants `security.acme.acceptTerms`.";
    };
  };

  config = lib.mkIf (cfg.enable && cfg.nginx.enable) {
    services.nginx = {
      enable = true;
      virtualHosts = lib.mkIf (cfg.nginx.hostName != null) {
        ${cfg.nginx.hostName} = {
          forceSSL = lib.mkDefault cfg.nginx.acme;
          enableACME = lib.mkDefault cfg.nginx.acme;
          locations."/" = {
            proxyPass = "http://${text.localHostPort cfg.listen.${about.proxy.listen}}";
            proxyWebsockets = about.proxy.websockets or false;
            recommendedProxySettings = lib.mkDefault true;
          };
        };
      };
    };

    assertions = [
      {
        assertion = cfg.nginx.hostName != null;
        message = "services.${unit}.nginx.hostName is not set; give the name others reach it by.";
      }
    ];
  };
}
