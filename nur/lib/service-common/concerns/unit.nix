# The systemd unit itself: command, environment, sandbox, ordering.
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
  scalar = types.nullOr (
    types.oneOf [
      types.str
      types.int
      types.bool
      types.path
    ]
  );

  started = {
    program = lib.getExe cfg.package;
    arguments = [ ];
    environment = { };
    path = [ ];
    preStart = "";
    serviceConfig = { };
  }
  // about.start { inherit cfg config pkgs; };

  # What the builder knows under upstream's names.
  addresses =
    lib.optionalAttrs (about.database.environment or null != null) {
      ${about.database.environment} = cfg.database.effectiveUrl;
    }
    // lib.optionalAttrs (about.redis.environment or null != null) {
      ${about.redis.environment} = cfg.redis.effectiveUrl;
    };

  command = text.commandLine (
    lib.optional (cfg.secretsScript != null) cfg.secretsScript
    ++ [ started.program ]
    ++ started.arguments
    ++ cfg.extraArguments
  );

  schedule = about.schedule cfg;

  needs = lib.attrNames about.exceptions ++ lib.optional cfg.listensLow "lowPorts";
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
      environment = lib.mapAttrs (_: text.environmentValue) (
        addresses // started.environment // cfg.environment
      );
      inherit (started) path preStart;
      serviceConfig =
        hardening.hardening needs
        // {
          ExecStart = command;
          User = cfg.user;
          Group = cfg.group;
          EnvironmentFile = lib.mkIf (cfg.environmentFiles != [ ]) (map toString cfg.environmentFiles);
        }
        // (
          if schedule == null then
            {
              Restart = "on-failure";
              RestartSec = 10;
            }
          else
            { Type = "oneshot"; }
        )
        // started.serviceConfig;
    };
  };
}
