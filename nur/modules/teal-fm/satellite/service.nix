# Satellite, the statistics of Teal, of the database that Cadet fills.
{ opt, ... }:
{
  summary = "Satellite, statistics of Teal";

  options.refresh = opt.text "0/30 * * * * *" "When its sums are made anew, as cron writes times, with seconds.";

  database = {
    kinds = [ "postgresql" ];
    environment = "DATABASE_URL";
  };
  stateful = false;

  assertions =
    { cfg, ... }:
    [
      {
        assertion =
          cfg.database.url != null || cfg.secrets.databaseUrl != null || cfg.environmentFiles != [ ];
        message = "database.url or secrets.databaseUrl is not set; it works on the database of teal-fm-aqua.";
      }
    ];

  start =
    { cfg, ... }:
    {
      environment = {
        REFRESH_MV_CRON = cfg.refresh;
        RUST_LOG = "info";
      };
    };
}
