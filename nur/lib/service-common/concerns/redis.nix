# Redis: a server of its own on this host, or one somewhere else. By socket; by a port of this host where the client knows no other way.
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
  isElsewhere = cfg.redis.url != null || (cfg.secrets.redisUrl or null) != null;
  isLocal = cfg.redis.enable && cfg.redis.createLocally && !isElsewhere;
  port = about.redis.port or 0;
  # What the client is told of the server that is made here.
  place = if port == 0 then "/run/redis-${unit}/redis.sock" else "127.0.0.1:${toString port}";
  scheme = if port == 0 then "unix" else "redis";
in
lib.optionalAttrs (about.redis != null) {
  options.services.${unit}.redis = {
    enable = mkOption {
      type = types.bool;
      default = !(about.redis.optional or false);
      readOnly = !(about.redis.optional or false);
      description = "Whether it uses Redis.";
    };

    createLocally = mkOption {
      type = types.bool;
      default = true;
      description = "Whether to run a Redis for it on this host, when there is no other.";
    };

    url = mkOption {
      type = types.nullOr types.str;
      default = null;
      description = "Redis somewhere else, without a password: everyone can read this. With one: `secrets.redisUrl`.";
    };

    effectiveUrl = mkOption {
      type = types.nullOr types.str;
      readOnly = true;
      default =
        if !cfg.redis.enable || (cfg.secrets.redisUrl or null) != null then
          null
        else if cfg.redis.url != null then
          cfg.redis.url
        else
          (about.redis.url or (where: "${scheme}://${where}")) place;
      description = "What the program is told; null when a secret says it.";
    };
  };

  config = lib.mkIf cfg.enable {
    services.redis.servers = lib.mkIf isLocal {
      ${unit} = {
        enable = true;
        # None: the socket is enough, and nobody else's business.
        inherit port;
      };
    };

    systemd.services.${unit} = lib.mkIf isLocal {
      after = [ "redis-${unit}.service" ];
      requires = [ "redis-${unit}.service" ];
      serviceConfig.SupplementaryGroups = [ "redis-${unit}" ];
    };

    assertions = [
      {
        assertion =
          cfg.redis.enable -> cfg.redis.createLocally || isElsewhere || cfg.environmentFiles != [ ];
        message = "services.${unit}.redis: nothing says where it is; set createLocally, url or secrets.redisUrl.";
      }
    ];
  };
}
