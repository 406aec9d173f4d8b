# Constellation, the index of backlinks, on RocksDB; its own backups instead of copies of a running database.
{ lib, text }:
let
  inherit (lib) mkOption types;
in
{
  summary = "Constellation, index of all links between records";

  options = {
    jetstream = mkOption {
      type = types.str;
      default = "us-east-1";
      example = "wss://jetstream1.us-east.bsky.network/subscribe";
      description = "Jetstream to follow: an address, or us-east-1, us-east-2, us-west-1, us-west-2.";
    };
    backend = mkOption {
      type = types.enum [
        "rocks"
        "memory"
      ];
      default = "rocks";
      description = "Where the index is kept; what is in memory ends with the program.";
    };
    backup = {
      directory = mkOption {
        type = types.nullOr types.externalPath;
        default = null;
        description = "Where backups of the database go; null: there are none.";
      };
      intervalHours = mkOption {
        type = types.nullOr types.ints.positive;
        default = null;
        description = "Hours between two backups; null: one, at the start.";
      };
      keep = mkOption {
        type = types.nullOr types.ints.positive;
        default = null;
        description = "How many backups are kept.";
      };
    };
  };

  listen = {
    http = {
      port = 6789;
      public = true;
      summary = "its API";
    };
    metrics = {
      port = 8766;
      summary = "its metrics";
    };
  };

  exceptions.priorities = "RocksDB sets priorities of its background threads";
  proxy.listen = "http";
  metrics.listen = "metrics";
  health = {
    listen = "http";
    path = "/";
  };

  assertions =
    { cfg, ... }:
    [
      {
        assertion = cfg.backup.keep != null -> cfg.backup.intervalHours != null;
        message = "backup.keep wants backup.intervalHours.";
      }
      {
        assertion = cfg.backup.intervalHours != null -> cfg.backup.directory != null;
        message = "backup.intervalHours wants backup.directory.";
      }
      {
        assertion = cfg.backup.directory != null -> cfg.backend == "rocks";
        message = ''backup.directory: only backend = "rocks" can be backed up.'';
      }
    ];

  start =
    { cfg, ... }:
    {
      arguments = text.flags {
        "--bind" = text.hostPort cfg.listen.http;
        "--bind-metrics" = text.hostPort cfg.listen.metrics;
        "--jetstream" = cfg.jetstream;
        "--backend" = cfg.backend;
        "--data" = if cfg.backend == "rocks" then "${cfg.dataDir}/rocks" else null;
        "--backup" = cfg.backup.directory;
        "--backup-interval" = cfg.backup.intervalHours;
        "--max-old-backups" = cfg.backup.keep;
      };
      serviceConfig = {
        # It writes its memory tables out.
        TimeoutStopSec = 120;
        LimitNOFILE = lib.mkDefault 65536;
        ReadWritePaths = lib.mkIf (cfg.backup.directory != null) [ cfg.backup.directory ];
      };
    };

}
