/*
  A small network on one machine, for those who write for it: a personal data server, a relay, an index, with secrets made at the
  first start.

  Refuses to be reached from elsewhere: its secrets are nobody's, and its checks are loose.
*/
{ daemons }:
{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (lib) mkOption types;
  cfg = config.atproto.profiles.development;
  secrets = "/var/lib/atproto-development";
  enabled = lib.attrNames (lib.filterAttrs (name: _: config.services.${name}.enable) daemons);
  open = lib.filter (name: config.services.${name}.openFirewall) enabled;

  secretNames = [
    "pds-admin"
    "pds-session"
    "relay-admin"
  ];

  afterSecrets = {
    after = [ "atproto-development-secrets.service" ];
    requires = [ "atproto-development-secrets.service" ];
  };
in
{
  options.atproto.profiles.development = {
    enable = lib.mkEnableOption "a small network of its own on this machine";

    hostname = mkOption {
      type = types.str;
      default = "localhost";
      description = "Name of the server of accounts.";
    };

    plcHost = mkOption {
      type = types.str;
      default = "https://plc.directory";
      description = "Directory of identities; one of your own keeps trials out of the public one.";
    };

    tools = mkOption {
      type = types.bool;
      default = true;
      description = "Whether gosky is at hand.";
    };
  };

  config = lib.mkIf cfg.enable {
    services = {
      hailey-at-cocoon = {
        enable = true;
        hostname = lib.mkDefault cfg.hostname;
        contactEmail = lib.mkDefault "root@${cfg.hostname}";
        relays = lib.mkDefault [ "http://${cfg.hostname}:2470" ];
        secrets = {
          adminPassword = lib.mkDefault "${secrets}/pds-admin";
          sessionSecret = lib.mkDefault "${secrets}/pds-session";
        };
      };

      bluesky-indigo-relay = {
        enable = true;
        plcHost = lib.mkDefault cfg.plcHost;
        database.type = lib.mkDefault "sqlite";
        logLevel = lib.mkDefault "debug";
        secrets.adminPassword = lib.mkDefault "${secrets}/relay-admin";
        # The server next door has no certificate.
        extraArguments = [ "--allow-insecure-hosts" ];
      };

      microcosm-constellation = {
        enable = true;
        backend = lib.mkDefault "memory";
      };
    };

    environment.systemPackages = lib.optional cfg.tools pkgs.bluesky-indigo-gosky;

    systemd.services = {
      atproto-development-secrets = {
        description = "Secrets of the development profile, made once";
        serviceConfig = {
          Type = "oneshot";
          RemainAfterExit = true;
          StateDirectory = "atproto-development";
          StateDirectoryMode = "0700";
          UMask = "0077";
        };
        script = ''
          for name in ${lib.concatStringsSep " " secretNames}; do
            test -s "${secrets}/$name" || head -c 32 /dev/urandom | od -An -tx1 | tr -d ' \n' > "${secrets}/$name"
          done
        '';
      };
      bluesky-indigo-relay = afterSecrets;
      hailey-at-cocoon = afterSecrets;
    };

    assertions = [
      {
        assertion = open == [ ];
        message = "atproto.profiles.development: services.${lib.concatStringsSep ", services." open} would be open to others; this profile is for one machine.";
      }
      {
        assertion = !(config.atproto.profiles.production.enable or false);
        message = "atproto.profiles.development and production exclude each other.";
      }
    ];
  };
}
