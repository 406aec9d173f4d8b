# The firewall, closed unless asked, and how far a unit reaches.
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
  publicListeners = lib.filterAttrs (_: listener: listener.public or false) about.listen;
  portsOf =
    protocol:
    lib.mapAttrsToList (name: _: cfg.listen.${name}.port) (
      lib.filterAttrs (_: listener: (listener.protocol or "tcp") == protocol) publicListeners
    );
  unreachable = lib.filter (name: text.isLoopback cfg.listen.${name}.address) (
    lib.attrNames publicListeners
  );
in
{
  options.services.${unit} = {
    networkIsolation = mkOption {
      type = types.enum [
        "none"
        "addresses"
        "private"
      ];
      default = "none";
      description = ''
        `addresses`: reaches, and is reached from, this host and `allowedAddresses` only.
        `private`: has no network at all, sockets of files aside.
      '';
    };

    allowedAddresses = mkOption {
      type = types.listOf types.str;
      default = [ ];
      example = [ "10.0.0.0/8" ];
      description = "Addresses it may talk to under `networkIsolation = \"addresses\"`, besides this host's own.";
    };

    openFirewall = mkOption {
      type = types.bool;
      default = false;
      description = "Whether to open its public ports: ${
        if publicListeners == { } then
          "it has none"
        else
          lib.concatStringsSep ", " (lib.attrNames publicListeners)
      }.";
    };
  };

  config = lib.mkIf cfg.enable {
    networking.firewall = lib.mkIf cfg.openFirewall {
      allowedTCPPorts = portsOf "tcp";
      allowedUDPPorts = portsOf "udp";
    };

    systemd.services.${unit}.serviceConfig = {
      IPAddressDeny = lib.mkIf (cfg.networkIsolation == "addresses") "any";
      IPAddressAllow = lib.mkIf (cfg.networkIsolation == "addresses") (
        [ "localhost" ] ++ cfg.allowedAddresses
      );
      PrivateNetwork = lib.mkIf (cfg.networkIsolation == "private") true;
    };

    assertions = [
      {
        assertion = cfg.openFirewall -> publicListeners != { };
        message = "services.${unit}.openFirewall: it has no port to open to others.";
      }
      {
        assertion = cfg.openFirewall -> unreachable == [ ];
        message = "services.${unit}.openFirewall: ${lib.concatStringsSep ", " unreachable} would be open and listen on this host only; set listen.<name>.address, or use nginx.";
      }
      {
        assertion = cfg.allowedAddresses != [ ] -> cfg.networkIsolation == "addresses";
        message = ''services.${unit}.allowedAddresses: has no effect without networkIsolation = "addresses".'';
      }
      {
        assertion = cfg.networkIsolation == "private" -> !cfg.openFirewall;
        message = ''services.${unit}.networkIsolation = "private": there is no network to open a port in.'';
      }
    ];
  };
}
