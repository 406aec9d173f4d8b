# A question to the program every minute, and what to do when there is no answer.
{
  about,
  hardening,
  lib,
  text,
  unit,
  ...
}:
{ config, pkgs, ... }:
let
  inherit (lib) mkOption types;
  cfg = config.services.${unit};
in
lib.optionalAttrs (about.health != null) {
  options.services.${unit}.healthCheck = {
    enable = lib.mkEnableOption "a check of it by timer; the unit ${unit}-health fails when there is no answer";

    url = mkOption {
      type = types.str;
      default = "http://${text.localHostPort cfg.listen.${about.health.listen}}${about.health.path}";
      defaultText = lib.literalMD "`${about.health.path}` where it listens";
      description = "What is asked; an answer below 400 is a good one.";
    };

    interval = mkOption {
      type = types.str;
      default = "1min";
      description = "Time between two questions, as systemd writes times.";
    };

    restart = mkOption {
      type = types.bool;
      default = false;
      description = "Whether to restart the service when there is no answer.";
    };
  };

  config = lib.mkIf (cfg.enable && cfg.healthCheck.enable) {
    systemd = {
      services = {
        "${unit}-health" = {
          description = "Health of ${unit}";
          after = [ "${unit}.service" ];
          # Nothing to ask while it is meant to be down.
          requisite = [ "${unit}.service" ];
          onFailure = lib.mkIf cfg.healthCheck.restart [ "${unit}-restart.service" ];
          serviceConfig = hardening.hardening [ ] // {
            Type = "oneshot";
            DynamicUser = true;
            ExecStart = text.commandLine [
              (lib.getExe pkgs.curl)
              "--fail"
              "--silent"
              "--show-error"
              "--output"
              "/dev/null"
              "--max-time"
              10
              "--retry"
              2
              cfg.healthCheck.url
            ];
          };
        };

        "${unit}-restart" = lib.mkIf cfg.healthCheck.restart {
          description = "Restart of ${unit} after a failed health check";
          serviceConfig = {
            Type = "oneshot";
            ExecStart = text.commandLine [
              "${config.systemd.package}/bin/systemctl"
              "try-restart"
              "${unit}.service"
            ];
          };
        };
      };

      timers."${unit}-health" = {
        description = "Health of ${unit}";
        wantedBy = [ "timers.target" ];
        timerConfig = {
          OnActiveSec = cfg.healthCheck.interval;
          OnUnitInactiveSec = cfg.healthCheck.interval;
        };
      };
    };
  };
}
