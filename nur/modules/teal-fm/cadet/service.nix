# Cadet, the consumer of Teal: fills the database that Aqua reads, so it wants the same one.
_: {
  summary = "Cadet, the consumer of Teal";

  database = {
    kinds = [ "postgresql" ];
    environment = "DATABASE_URL";
  };
  redis = {
    environment = "REDIS_URL";
    # Its client knows sockets by another name.
    url = place: "redis+unix://${place}";
  };

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
        CURSOR_FILE = "${cfg.dataDir}/cursor";
        RUST_LOG = "info";
      };
    };
}
