# The systemd unit itself: command, environment, sandbox, ordering.
{
  about,
  launch,
  lib,
  unit,
  ...
}:
{ config, pkgs, ... }:
let
  inherit (lib) mkOption types;
  cfg = config.services.${unit};
  scalar = types.nullOr (
    types.oneOf [
      types.str
      types.int
      types.bool
      types.path
    ]
  );

  launched = launch { inherit cfg config pkgs; };
  schedule = about.schedule cfg;
in
{
  options.services.${unit} = {
    environment = mkOption {
      type = types.attrsOf scalar;
      default = { };
      description = "Further environment variables, and other values for those set here; no secrets: everyone can read them.";
    };

    environmentFiles = mkOption {
      type = types.listOf types.externalPath;
      default = [ ];
      description = "Files of secrets, one `NAME=value` a line; read by systemd, never copied to the store.";
    };

    extraArguments = mkOption {
      type = types.listOf types.str;
      default = [ ];
      description = "Further arguments, one a word; no secrets: everyone can read them.";
    };

    dependsOn = mkOption {
      type = types.listOf types.str;
      default = [ ];
      example = [ "microcosm-slingshot.service" ];
      description = "Units without which this one does not start.";
    };

    hardeningExceptions = mkOption {
      type = types.attrsOf types.str;
      default = about.exceptions;
      readOnly = true;
      description = "What the sandbox leaves open for this program, and why.";
    };
  };

  config = lib.mkIf cfg.enable {
    systemd.services.${unit} = {
      description = about.summary;
      wantedBy = lib.mkIf (schedule == null) [ "multi-user.target" ];
      after = [ "network-online.target" ] ++ cfg.dependsOn;
      wants = [ "network-online.target" ];
      requires = cfg.dependsOn;
      startAt = lib.mkIf (schedule != null) schedule;
      # More than five failures in ten minutes are no hiccup.
      startLimitIntervalSec = 600;
      startLimitBurst = 5;
      inherit (launched) environment;
      inherit (launched.started) path preStart;
      serviceConfig =
        launched.sandbox
        // {
          ExecStart = launched.commandOf (
            launched.started // { arguments = launched.started.arguments ++ cfg.extraArguments; }
          );
        }
        // (if schedule == null then launched.daemon else { Type = "oneshot"; })
        // launched.started.serviceConfig;
    };
  };
}
