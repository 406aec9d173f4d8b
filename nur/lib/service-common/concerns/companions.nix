# Further units of a service, which come and go with its main one.
{
  about,
  launch,
  lib,
  unit,
  ...
}:
{ config, pkgs, ... }:
let
  cfg = config.services.${unit};
  launched = launch { inherit cfg config pkgs; };
  inherit (config.systemd.services.${unit}) serviceConfig;

  # What other concerns said of the main unit, and is true of its companions.
  shared = [
    "CPUQuota"
    "IPAddressAllow"
    "IPAddressDeny"
    "LoadCredential"
    "MemoryHigh"
    "MemoryMax"
    "PrivateNetwork"
    "ReadWritePaths"
    "StateDirectory"
    "StateDirectoryMode"
    "SupplementaryGroups"
    "TasksMax"
    "WorkingDirectory"
  ];

  # Comes and goes with the main unit, and has its directory, secrets and limits.
  companionOf =
    name: companion:
    lib.nameValuePair "${unit}-${name}" {
      description = "${about.summary}: ${name}";
      wantedBy = [ "${unit}.service" ];
      partOf = [ "${unit}.service" ];
      after = [ "${unit}.service" ];
      inherit (launched) environment;
      inherit (launched.started) path;
      serviceConfig =
        launched.sandbox
        // launched.daemon
        // lib.getAttrs (lib.filter (name: serviceConfig ? ${name}) shared) serviceConfig
        // {
          ExecStart = launched.commandOf (
            {
              inherit (launched.started) program;
              arguments = [ ];
            }
            // companion
          );
        };
    };
in
{
  config = lib.mkIf cfg.enable {
    systemd.services = lib.mapAttrs' companionOf launched.started.companions;
  };
}
