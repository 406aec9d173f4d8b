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
  account =
    if about.account == null then
      {
        user = unit;
        group = unit;
      }
    else
      about.account;
  isOwnDirectory = cfg.dataDir == "/var/lib/${unit}";
in
{
  options.services.${unit} = {
    enable = lib.mkEnableOption about.summary;

    package = lib.mkPackageOption pkgs about.package { };

    user = mkOption {
      type = types.str;
      default = account.user;
      description = "User it runs as; ${unit} is made, others are there already.";
    };

    group = mkOption {
      type = types.str;
      default = account.group;
      description = "Group it runs as; ${unit} is made, others are there already.";
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

    assertions =
      lib.mapAttrsToList (name: why: {
        assertion = cfg.${name} != null;
        message = "services.${unit}.${name} is not set; ${why}.";
      }) about.wanted
      ++ map (
        { assertion, message }:
        {
          inherit assertion;
          message = "services.${unit}: ${message}";
        }
      ) (about.assertions { inherit cfg config; });

    warnings = map (message: "services.${unit}: ${message}") (about.warnings { inherit cfg config; });
  };
}
