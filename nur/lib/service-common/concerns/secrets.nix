/*
  Secrets as files: systemd reads them as root and hands them to this unit alone; a program that wants a variable gets it from
  a line of shell that names no secret.
*/
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
  given = lib.filterAttrs (_: file: file != null) cfg.secrets;
  variableOf = name: about.secrets.${name}.environment or null;
  exported = lib.filter (name: variableOf name != null) (lib.attrNames given);

  exportLine = name: ''
    ${variableOf name}=$(< "$CREDENTIALS_DIRECTORY/${name}")
    export ${variableOf name}
  '';

  required = lib.filter (name: about.secrets.${name}.required or false) (lib.attrNames about.secrets);
in
{
  options.services.${unit} = {
    secrets = lib.mapAttrs (
      _: secret:
      mkOption {
        type = types.nullOr types.externalPath;
        default = null;
        description = "File that holds ${secret.summary}.";
      }
    ) about.secrets;

    secretsScript = mkOption {
      type = types.nullOr types.path;
      internal = true;
      readOnly = true;
      default =
        if exported == [ ] then
          null
        else
          pkgs.writeShellScript "${unit}-secrets" ''
            set -eu
            ${lib.concatMapStrings exportLine exported}
            exec "$@"
          '';
      description = "Puts credentials into variables and becomes the program.";
    };
  };

  config = lib.mkIf cfg.enable {
    systemd.services.${unit} = lib.mkIf (given != { }) {
      serviceConfig.LoadCredential = lib.mapAttrsToList (name: file: "${name}:${toString file}") given;
    };

    # A file of variables may hold it as well.
    assertions = map (name: {
      assertion = cfg.secrets.${name} != null || cfg.environmentFiles != [ ];
      message = "services.${unit}.secrets.${name} is not set; give the file that holds ${about.secrets.${name}.summary}${
        lib.optionalString (variableOf name != null) ", or ${variableOf name} in a file of environmentFiles"
      }.";
    }) required;
  };
}
