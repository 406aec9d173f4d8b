/*
  The simple server with what eases its keeping: the gatekeeper, for second factors and limits, and a dashboard.

  Refuses a dashboard under the server's own name.
*/
{ profileModules }:
{ config, lib, ... }:
let
  inherit (lib) mkOption types;
  cfg = config.atproto.profiles.pds-managed;
  simple = config.atproto.profiles.pds-simple;
  pds = config.services.bluesky-pds.settings;
  gatekeeper = config.services.baileytownsend-pds-gatekeeper.listen.http;

  # What the gatekeeper has a say in; all else goes to the server.
  guarded = [
    "/@atproto/oauth-provider/~api/sign-in"
    "/xrpc/com.atproto.server.createAccount"
    "/xrpc/com.atproto.server.createSession"
    "/xrpc/com.atproto.server.describeServer"
    "/xrpc/com.atproto.server.getSession"
    "/xrpc/com.atproto.server.updateEmail"
  ];
in
{
  imports = [ profileModules.profile-pds-simple ];

  options.atproto.profiles.pds-managed = {
    enable = lib.mkEnableOption "a personal data server with gatekeeper and dashboard";

    dashboard = {
      enable = mkOption {
        type = types.bool;
        default = true;
        description = "Whether there is a dashboard.";
      };
      hostname = mkOption {
        type = types.nullOr types.str;
        default = if simple.hostname == null then null else "dash.${simple.hostname}";
        defaultText = lib.literalMD "`dash.` and the server's name";
        description = "Name of the dashboard.";
      };
      configFile = mkOption {
        type = types.nullOr types.path;
        default = null;
        description = "Its `config.ts`, with this server's address.";
      };
    };
  };

  config = lib.mkIf cfg.enable {
    atproto.profiles.pds-simple.enable = true;

    services = {
      baileytownsend-pds-gatekeeper = {
        enable = true;
        pdsDataDirectory = lib.mkDefault pds.PDS_DATA_DIRECTORY;
        pdsEnvironmentFile = lib.mkDefault simple.secretsFile;
        pdsUrl = lib.mkDefault "http://127.0.0.1:${toString pds.PDS_PORT}";
        dependsOn = [ "bluesky-pds.service" ];
      };

      witchcraft-systems-pds-dash = lib.mkIf cfg.dashboard.enable {
        enable = true;
        hostName = cfg.dashboard.hostname;
        inherit (cfg.dashboard) configFile;
      };

      nginx.virtualHosts = lib.mkIf (simple.hostname != null) {
        ${simple.hostname}.locations = lib.genAttrs guarded (_: {
          proxyPass = "http://${gatekeeper.address}:${toString gatekeeper.port}";
          recommendedProxySettings = true;
        });
      };
    };

    assertions = [
      {
        assertion =
          cfg.dashboard.enable && simple.hostname != null -> cfg.dashboard.hostname != simple.hostname;
        message = "atproto.profiles.pds-managed.dashboard.hostname: it is the server's own; give the dashboard a name of its own.";
      }
    ];
  };
}
