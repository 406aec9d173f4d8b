# Switch, package, user and group, directory.
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
  isOwnDirectory = cfg.dataDir == "/var/lib/${unit}";
in
{
  options.services.${unit} = {
    enable = lib.mkEnableOption about.summary;

    package = lib.mkPackageOption pkgs about.package { };

    user = mkOption {
      type = types.str;
      default = unit;
      description = "User it runs as; made when it is the default.";
    };

    group = mkOption {
      type = types.str;
      default = unit;
      description = "Group it runs as; made when it is the default.";
    };
  }
  // lib.optionalAttrs about.stateful {
    dataDir = mkOption {
      type = types.externalPath;
      default = "/var/lib/${unit}";
      description = "Where it keeps its files.";
    };
  }
  // about.options;

  config = lib.mkIf cfg.enable {
    users.users = lib.mkIf (cfg.user == unit) {
      ${unit} = {
        isSystemUser = true;
        inherit (cfg) group;
        description = about.summary;
      };
    };
    users.groups = lib.mkIf (cfg.group == unit) { ${unit} = { }; };

    systemd.services.${unit} = lib.mkIf about.stateful {
      # Another directory may be a file system of its own.
      unitConfig.RequiresMountsFor = lib.mkIf (!isOwnDirectory) [ cfg.dataDir ];
      serviceConfig = {
        StateDirectory = lib.mkIf isOwnDirectory unit;
        StateDirectoryMode = lib.mkIf isOwnDirectory "0700";
        ReadWritePaths = lib.mkIf (!isOwnDirectory) [ cfg.dataDir ];
        WorkingDirectory = lib.mkDefault cfg.dataDir;
      };
    };

    systemd.tmpfiles.settings = lib.mkIf (about.stateful && !isOwnDirectory) {
      ${unit}.${cfg.dataDir}.d = {
        inherit (cfg) user group;
        mode = "0700";
      };
    };

    assertions = map (
      { assertion, message }:
      {
        inherit assertion;
        message = "services.${unit}: ${message}";
      }
    ) (about.assertions { inherit cfg config; });

    warnings = map (message: "services.${unit}: ${message}") (about.warnings { inherit cfg config; });
  };
}
