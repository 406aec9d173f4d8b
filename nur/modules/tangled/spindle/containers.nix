# What runs a spindle's containers.
{ config, lib, ... }:
let
  cfg = config.services.tangled-spindle;
  daemon = if cfg.containers == "podman" then "podman.socket" else "docker.service";
in
{
  config = lib.mkIf cfg.enable {
    virtualisation.docker.enable = lib.mkIf (cfg.containers == "docker") true;
    virtualisation.podman.enable = lib.mkIf (cfg.containers == "podman") true;
    systemd.services.tangled-spindle = {
      after = [ daemon ];
      requires = [ daemon ];
    };
  };
}
