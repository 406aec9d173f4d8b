/*
  The options of NixOS that nur/'s modules set, with the types they have there; nothing is done with the values.

  Refuses an option that is not here, as NixOS refuses one it does not have.
*/
{ lib, ... }:
let
  inherit (lib) mkOption types;

  option =
    type: default:
    mkOption {
      inherit type default;
      description = "As in NixOS.";
    };

  attrs = option (types.attrsOf types.anything) { };
  list = type: option (types.listOf type) [ ];
  text = option types.str "";
  switch = option types.bool false;

  submodules =
    options:
    option (types.attrsOf (
      types.submodule {
        inherit options;
      }
    )) { };

  # As NixOS has it: a directive given twice must be the same, or lists.
  directive = types.attrsOf (
    types.oneOf [
      types.bool
      types.int
      types.str
      types.path
      (types.listOf types.anything)
    ]
  );

  unit = {
    description = text;
    after = list types.str;
    before = list types.str;
    wants = list types.str;
    requires = list types.str;
    requisite = list types.str;
    bindsTo = list types.str;
    partOf = list types.str;
    onFailure = list types.str;
    wantedBy = list types.str;
    unitConfig = option directive { };
    startLimitIntervalSec = option (types.nullOr types.int) null;
    startLimitBurst = option (types.nullOr types.int) null;
  };

  service = unit // {
    enable = option types.bool true;
    environment = option (types.attrsOf (
      types.nullOr (
        types.oneOf [
          types.str
          types.path
          types.package
        ]
      )
    )) { };
    path = list (types.either types.package types.str);
    preStart = option types.lines "";
    script = option types.lines "";
    serviceConfig = option directive { };
    startAt = option (types.coercedTo types.str lib.singleton (types.listOf types.str)) [ ];
    restartTriggers = list types.unspecified;
  };

  virtualHost = {
    forceSSL = switch;
    enableACME = switch;
    useACMEHost = option (types.nullOr types.str) null;
    serverAliases = list types.str;
    root = option (types.nullOr types.path) null;
    extraConfig = option types.lines "";
    locations = submodules {
      proxyPass = option (types.nullOr types.str) null;
      proxyWebsockets = switch;
      recommendedProxySettings = switch;
      root = option (types.nullOr types.path) null;
      alias = option (types.nullOr types.path) null;
      index = option (types.nullOr types.str) null;
      tryFiles = option (types.nullOr types.str) null;
      return = option (types.nullOr types.str) null;
      extraConfig = option types.lines "";
    };
  };
in
{
  options = {
    assertions = list types.unspecified;
    warnings = list types.str;

    nixpkgs.overlays = list types.unspecified;
    boot.isContainer = switch;
    system.stateVersion = text;

    environment = {
      etc = attrs;
      systemPackages = list types.package;
    };

    networking.hosts = attrs;
    networking.firewall = {
      allowedTCPPorts = list types.port;
      allowedUDPPorts = list types.port;
    };

    security.acme = {
      acceptTerms = switch;
      defaults.email = option (types.nullOr types.str) null;
    };

    services = {
      bluesky-pds = {
        enable = switch;
        pdsadmin.enable = switch;
        environmentFiles = list types.path;
        settings = option (types.submodule {
          freeformType = types.attrsOf (types.either (types.nullOr types.str) types.port);
          options = {
            PDS_PORT = option types.port 3000;
            PDS_HOSTNAME = mkOption {
              type = types.str;
              description = "As in NixOS.";
            };
            PDS_DATA_DIRECTORY = option types.str "/var/lib/pds";
          };
        }) { };
      };
      nginx = {
        enable = switch;
        recommendedProxySettings = switch;
        upstreams = attrs;
        virtualHosts = submodules virtualHost;
      };
      openssh = {
        enable = switch;
        extraConfig = option types.lines "";
      };
      postgresql = {
        enable = switch;
        ensureDatabases = list types.str;
        ensureUsers = list (
          types.submodule {
            options = {
              name = text;
              ensureDBOwnership = switch;
            };
          }
        );
      };
      prometheus = {
        enable = switch;
        exporters.node = {
          enable = switch;
          enabledCollectors = list types.str;
          port = option types.port 9100;
        };
        rules = list types.str;
        scrapeConfigs = list types.anything;
      };
      postgresqlBackup = {
        enable = switch;
        databases = list types.str;
        location = text;
        startAt = text;
      };
      restic.backups = submodules {
        initialize = switch;
        paths = list types.str;
        repository = option (types.nullOr types.str) null;
        passwordFile = text;
        environmentFile = option (types.nullOr types.str) null;
        pruneOpts = list types.str;
        timerConfig = attrs;
        backupPrepareCommand = option (types.nullOr types.str) null;
      };
      redis.servers = submodules {
        enable = switch;
        port = option types.port 6379;
      };
    };

    systemd = {
      package = option types.package null;
      services = submodules service;
      timers = submodules (unit // { timerConfig = option directive { }; });
      tmpfiles.settings = attrs;
    };

    users = {
      users = submodules {
        isSystemUser = switch;
        isNormalUser = switch;
        group = text;
        description = text;
        extraGroups = list types.str;
        home = option (types.nullOr types.path) null;
        createHome = switch;
        useDefaultShell = switch;
      };
      groups = submodules { members = list types.str; };
    };

    virtualisation = {
      docker.enable = switch;
      podman = {
        enable = switch;
        dockerCompat = switch;
      };
    };
  };
}
