/*
  The database: made here (PostgreSQL by socket and user name, so without a password; SQLite in the data directory), or
  somewhere else, by URL or by a file that holds the URL.

  Refuses two answers to the question where it is.
*/
{
  about,
  lib,
  unit,
  ...
}:
{ config, ... }:
let
  inherit (lib) mkOption types;
  cfg = config.services.${unit};
  db = cfg.database;
  inherit (about.database) kinds;

  localUrl = {
    postgresql = "postgres:///${db.name}?host=/run/postgresql&user=${db.name}";
    sqlite = "sqlite://${db.path}";
  }
  // lib.mapAttrs (_: of: of db) (about.database.url or { });

  isPostgresql = db.type == "postgresql";
  isElsewhere = db.url != null || (cfg.secrets.databaseUrl or null) != null;
  isLocalPostgresql = isPostgresql && db.createLocally && !isElsewhere;
in
lib.optionalAttrs (about.database != null) {
  options.services.${unit}.database = {
    type = mkOption {
      type = types.enum kinds;
      default = lib.head kinds;
      description = "What kind of database it keeps its data in.";
    };

    url = mkOption {
      type = types.nullOr types.str;
      default = null;
      description = "Database somewhere else, without a password: everyone can read this. With one: `secrets.databaseUrl`.";
    };

    effectiveUrl = mkOption {
      type = types.nullOr types.str;
      readOnly = true;
      default =
        if (cfg.secrets.databaseUrl or null) != null then
          null
        else if db.url != null then
          db.url
        else
          localUrl.${db.type};
      description = "What the program is told; null when a secret says it.";
    };
  }
  // lib.optionalAttrs (lib.elem "postgresql" kinds) {
    createLocally = mkOption {
      type = types.bool;
      default = true;
      description = "Whether to make the database and its owner in this host's PostgreSQL, when there is no other.";
    };

    name = mkOption {
      type = types.str;
      default = unit;
      description = "Name of the database and of its owner.";
    };
  }
  // lib.optionalAttrs (lib.elem "sqlite" kinds) {
    path = mkOption {
      type = types.externalPath;
      default = "${cfg.dataDir}/${about.database.file or "${unit}.sqlite"}";
      defaultText = lib.literalMD "`${about.database.file or "${unit}.sqlite"}` in `dataDir`";
      description = "File of the SQLite database.";
    };
  };

  config = lib.mkIf cfg.enable {
    services.postgresql = lib.mkIf isLocalPostgresql {
      enable = true;
      ensureDatabases = [ db.name ];
      ensureUsers = [
        {
          inherit (db) name;
          ensureDBOwnership = true;
        }
      ];
    };

    systemd.services.${unit} = lib.mkIf isLocalPostgresql {
      # Reached when databases and users have been made, too.
      after = [ "postgresql.target" ];
      requires = [ "postgresql.target" ];
    };

    assertions = [
      {
        assertion = db.url == null || (cfg.secrets.databaseUrl or null) == null;
        message = "services.${unit}: database.url and secrets.databaseUrl both say where the database is; keep one.";
      }
      {
        assertion = isLocalPostgresql -> db.name == cfg.user;
        message = "services.${unit}.database.name: PostgreSQL lets a user in under its own name; make it ${cfg.user}, or give a url.";
      }
      {
        assertion = isPostgresql -> db.createLocally || isElsewhere || cfg.environmentFiles != [ ];
        message = "services.${unit}.database: nothing says where it is; set createLocally, url or secrets.databaseUrl.";
      }
    ];
  };
}
