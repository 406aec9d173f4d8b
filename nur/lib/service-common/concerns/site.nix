# A virtual host of nginx that serves a package's files.
{
  about,
  lib,
  unit,
  ...
}:
{ config, pkgs, ... }:
let
  inherit (lib) mkOption types;
  cfg = config.services.${unit};
in
{
  options.services.${unit} = {
    enable = lib.mkEnableOption about.summary;

    package = lib.mkPackageOption pkgs about.package { };

    hostName = mkOption {
      type = types.nullOr types.str;
      default = null;
      example = "app.example.org";
      description = "Name of the virtual host.";
    };

    acme = mkOption {
      type = types.bool;
      default = true;
      description = "Whether to get a certificate and send everyone to HTTPS; wants `security.acme.acceptTerms`.";
    };

    openFirewall = mkOption {
      type = types.bool;
      default = false;
      description = "Whether to open ports 80 and 443.";
    };
  }
  // about.options;

  config = lib.mkIf cfg.enable {
    services.nginx = {
      enable = true;
      virtualHosts = lib.mkIf (cfg.hostName != null) {
        ${cfg.hostName} = {
          root =
            if about.files == null then "${cfg.package}${about.root}" else about.files { inherit cfg pkgs; };
          forceSSL = lib.mkDefault cfg.acme;
          enableACME = lib.mkDefault cfg.acme;
          locations."/" = {
            index = "index.html";
            tryFiles = if about.singlePage then "$uri $uri/ /index.html" else "$uri $uri/ =404";
            extraConfig = ''
              add_header X-Content-Type-Options nosniff always;
              add_header Referrer-Policy strict-origin-when-cross-origin always;
            '';
          };
        };
      };
    };

    networking.firewall.allowedTCPPorts = lib.mkIf cfg.openFirewall (
      [ 80 ] ++ lib.optional cfg.acme 443
    );

    assertions = [
      {
        assertion = cfg.hostName != null;
        message = "services.${unit}.hostName is not set; give the name of the virtual host.";
      }
    ]
    ++ map (
      { assertion, message }:
      {
        inherit assertion;
        message = "services.${unit}: ${message}";
      }
    ) (about.assertions { inherit cfg config; });

    warnings = map (message: "services.${unit}: ${message}") (about.warnings { inherit cfg config; });
  };
}
