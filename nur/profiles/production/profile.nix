/*
  What every daemon of this set should have where people rely on it: a health check that restarts, metrics, a limit of memory, a real
  database, TLS; and several instances behind one name where one is not enough.

  Refuses an enabled daemon that lacks one of these, by its option.
*/
{ daemons }:
{ config, lib, ... }:
let
  inherit (lib) mkOption types;
  cfg = config.atproto.profiles.production;
  enabled = lib.filterAttrs (name: _: config.services.${name}.enable) daemons;

  when = condition: value: lib.mkIf condition value;

  defaultsOf =
    _: about:
    lib.mkMerge [
      (lib.optionalAttrs (about.health != null) {
        healthCheck = {
          enable = lib.mkDefault true;
          restart = lib.mkDefault true;
        };
      })
      (lib.optionalAttrs (about.metrics != null) { metrics.scrape = lib.mkDefault true; })
    ];

  requirementsOf =
    name: about:
    let
      service = config.services.${name};
      option = "services.${name}";
    in
    [
      {
        assertion = service.resources.memoryMax != null;
        message = "${option}.resources.memoryMax is not set; in production every daemon has a limit.";
      }
      {
        assertion = about.health != null -> service.healthCheck.enable;
        message = "${option}.healthCheck.enable: in production somebody asks whether it lives.";
      }
    ]
    ++ lib.optional (about.database != null && lib.elem "postgresql" about.database.kinds) {
      assertion = service.database.type == "postgresql";
      message = "${option}.database.type: in production it is \"postgresql\".";
    }
    ++ lib.optionals (about.proxy != null) [
      {
        assertion = service.nginx.enable -> service.nginx.acme;
        message = "${option}.nginx.acme: in production there is TLS.";
      }
      {
        assertion = service.nginx.enable -> !service.openFirewall;
        message = "${option}.openFirewall: nginx is before it, and TLS with nginx; leave its own port closed.";
      }
    ];

  pool =
    name:
    { hostName, servers, ... }:
    {
      upstreams."atproto-${name}" = {
        # A caller stays with the instance that has its subscription.
        extraConfig = "ip_hash;";
        servers = lib.genAttrs servers (_: {
          max_fails = 3;
        });
      };
      virtualHosts.${hostName} = {
        forceSSL = true;
        enableACME = true;
        locations."/" = {
          proxyPass = "http://atproto-${name}";
          proxyWebsockets = true;
          recommendedProxySettings = true;
        };
      };
    };
in
{
  options.atproto.profiles.production = {
    enable = lib.mkEnableOption "what production asks of every enabled daemon";

    databaseBackup = mkOption {
      type = types.bool;
      default = true;
      description = "Whether databases made here are dumped every night.";
    };

    pools = mkOption {
      type = types.attrsOf (
        types.submodule {
          options = {
            hostName = mkOption {
              type = types.str;
              description = "Name of the virtual host.";
            };
            servers = mkOption {
              type = types.listOf types.str;
              description = "Instances, on this host and others, as `address:port`.";
            };
          };
        }
      );
      default = { };
      description = "Several instances of a service behind one name.";
    };
  };

  config = lib.mkIf cfg.enable {
    services = lib.mkMerge [
      (lib.mapAttrs defaultsOf daemons)
      {
        nginx = lib.mkMerge (
          [ { enable = when (cfg.pools != { }) true; } ] ++ lib.mapAttrsToList pool cfg.pools
        );
        prometheus = {
          enable = true;
          exporters.node.enable = true;
        };
        postgresqlBackup = when (cfg.databaseBackup && config.services.postgresql.enable) {
          enable = true;
          startAt = lib.mkDefault "03:15";
        };
      }
    ];

    assertions =
      lib.concatLists (lib.mapAttrsToList requirementsOf enabled)
      ++ lib.mapAttrsToList (name: { servers, ... }: {
        assertion = lib.length servers > 1;
        message = "atproto.profiles.production.pools.${name}.servers: one instance is no pool.";
      }) cfg.pools;
  };
}
