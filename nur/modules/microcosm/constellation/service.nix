# Constellation, the index of backlinks, on RocksDB; its own backups instead of copies of a running database.
{
  lib,
  opt,
  text,
}:
{
  summary = "Constellation, index of all links between records";

  options = {
    inherit (opt) jetstream;
    backend = opt.oneOf [
      "rocks"
      "memory"
    ] "rocks" "Where the index is kept; what is in memory ends with the program.";
    backup = {
      directory = opt.maybe.file "Where backups of the database go; null: there are none.";
      intervalHours = opt.maybe.count "Hours between two backups; null: one, at the start.";
      keep = opt.maybe.count "How many backups are kept.";
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
