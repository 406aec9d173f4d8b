/*
  The managed server with backups elsewhere, metrics with alerts, and limits.

  Refuses to run without a backup.
*/
{ profileModules }:
{ config, lib, ... }:
let
  inherit (lib) mkOption types;
  cfg = config.atproto.profiles.pds-enterprise;
  data = config.services.bluesky-pds.settings.PDS_DATA_DIRECTORY;

  alert = name: expression: wait: summary: {
    alert = name;
    expr = expression;
    for = wait;
    annotations = { inherit summary; };
  };

  alerts = {
    groups = [
      {
        name = "pds";
        rules = [
          (alert "PdsUnitFailed"
            ''node_systemd_unit_state{name=~"(bluesky-pds|baileytownsend-pds-gatekeeper|nginx|restic-backups-pds).service",state="failed"} == 1''
            "5m"
            "{{ $labels.name }} has failed"
          )
          (alert "PdsDiskFull"
            ''node_filesystem_avail_bytes{fstype!~"tmpfs|ramfs"} / node_filesystem_size_bytes < 0.1''
            "15m"
            "{{ $labels.mountpoint }} has less than a tenth left"
          )
          (alert "PdsMemoryShort" "node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes < 0.05" "15m"
            "less than a twentieth of memory is left"
          )
        ];
      }
    ];
  };
in
{
  imports = [ profileModules.profile-pds-managed ];

  options.atproto.profiles.pds-enterprise = {
    enable = lib.mkEnableOption "a personal data server with backups, alerts and limits";

    backup = {
      repository = mkOption {
        type = types.nullOr types.str;
        default = null;
        example = "s3:https://s3.example.org/pds";
        description = "Repository of restic, on another machine.";
      };
      passwordFile = mkOption {
        type = types.nullOr types.externalPath;
        default = null;
        description = "File that holds the password of the repository.";
      };
      environmentFile = mkOption {
        type = types.nullOr types.externalPath;
        default = null;
        description = "File of variables with the keys of the repository's host.";
      };
      schedule = mkOption {
        type = types.str;
        default = "hourly";
        description = "When backups are made, as systemd writes times.";
      };
      keep = mkOption {
        type = types.listOf types.str;
        default = [
          "--keep-hourly 24"
          "--keep-daily 14"
          "--keep-monthly 12"
        ];
        description = "Which backups stay, as restic writes it.";
      };
    };

    memoryMax = mkOption {
      type = types.str;
      default = "4G";
      description = "Memory above which the server is killed, and started again.";
    };
  };

  config = lib.mkIf cfg.enable {
    atproto.profiles.pds-managed.enable = true;

    services = {
      restic.backups.pds = lib.mkIf (cfg.backup.repository != null && cfg.backup.passwordFile != null) {
        initialize = true;
        paths = [ data ];
        inherit (cfg.backup) repository;
        passwordFile = toString cfg.backup.passwordFile;
        environmentFile = lib.mkIf (cfg.backup.environmentFile != null) (
          toString cfg.backup.environmentFile
        );
        pruneOpts = cfg.backup.keep;
        timerConfig = {
          OnCalendar = cfg.backup.schedule;
          Persistent = true;
          RandomizedDelaySec = "10min";
        };
      };

      prometheus = {
        enable = true;
        exporters.node = {
          enable = true;
          enabledCollectors = [ "systemd" ];
        };
        rules = [ (builtins.toJSON alerts) ];
        scrapeConfigs = [
          {
            job_name = "node";
            static_configs = [
              { targets = [ "127.0.0.1:${toString config.services.prometheus.exporters.node.port}" ]; }
            ];
          }
        ];
      };

      baileytownsend-pds-gatekeeper.resources.memoryMax = lib.mkDefault "256M";
    };

    systemd.services.bluesky-pds.serviceConfig = {
      MemoryMax = cfg.memoryMax;
      TasksMax = lib.mkDefault 512;
    };

    assertions = [
      {
        assertion = cfg.backup.repository != null;
        message = "atproto.profiles.pds-enterprise.backup.repository is not set; give a repository of restic on another machine.";
      }
      {
        assertion = cfg.backup.passwordFile != null;
        message = "atproto.profiles.pds-enterprise.backup.passwordFile is not set; give the file that holds the repository's password.";
      }
      {
        assertion = cfg.backup.repository == null || !lib.hasPrefix "/" cfg.backup.repository;
        message = "atproto.profiles.pds-enterprise.backup.repository: ${toString cfg.backup.repository} is on this machine; a backup is somewhere else.";
      }
    ];
  };
}
