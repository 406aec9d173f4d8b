# The ports of a configuration that the module cannot read.
{ config, lib, ... }:
let
  cfg = config.services.workerd-workerd;
in
{
  config = lib.mkIf (cfg.enable && cfg.openPorts) {
    networking.firewall.allowedTCPPorts = cfg.ports;
  };
}
