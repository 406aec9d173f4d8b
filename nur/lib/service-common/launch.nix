/*
  How a service is started, of its description and its settings: command, environment, sandbox; for its unit and those beside it.

  Refuses nothing: what may not be set is refused where it is declared.
*/
{
  about,
  hardening,
  lib,
  text,
  ...
}:
{
  cfg,
  config,
  pkgs,
}:
let
  started = {
    program = lib.getExe cfg.package;
    arguments = [ ];
    environment = { };
    path = [ ];
    preStart = "";
    serviceConfig = { };
    companions = { };
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

  environment = lib.mapAttrs (_: text.environmentValue) (
    addresses // started.environment // cfg.environment
  );

  commandOf =
    { program, arguments, ... }:
    text.commandLine (
      lib.optional (cfg.secretsScript != null) cfg.secretsScript ++ [ program ] ++ arguments
    );

  needs = lib.attrNames about.exceptions ++ lib.optional cfg.listensLow "lowPorts";
in
{
  inherit commandOf environment started;

  sandbox = hardening.hardening needs // {
    User = cfg.user;
    Group = cfg.group;
    EnvironmentFile = lib.mkIf (cfg.environmentFiles != [ ]) (map toString cfg.environmentFiles);
  };

  daemon = {
    Restart = "on-failure";
    RestartSec = 10;
  };
}
