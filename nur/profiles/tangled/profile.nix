/*
  A Tangled of one's own: a knot and a spindle, and the appview with its helpers where it is wanted; every address can be chosen.

  Refuses half an appview: one without its proxies' secrets, or knots that belong to another.
*/
_:
{ config, lib, ... }:
let
  inherit (lib) mkOption types;
  cfg = config.atproto.profiles.tangled;
  at = name: if cfg.domain == null then null else "${name}.${cfg.domain}";
  isHttps = value: lib.hasPrefix "https://" value || lib.hasPrefix "http://" value;

  endpoint =
    default: description:
    mkOption {
      type = types.str;
      inherit default description;
    };

  proxied = name: {
    enable = true;
    hostName = at name;
  };
in
{
  options.atproto.profiles.tangled = {
    enable = lib.mkEnableOption "a knot and a spindle of Tangled";

    domain = mkOption {
      type = types.nullOr types.str;
      default = null;
      example = "example.org";
      description = "Domain below which its parts have their names: knot, spindle, and with the appview tangled, camo, avatar.";
    };

    owner = mkOption {
      type = types.nullOr types.str;
      default = null;
      example = "did:plc:ewvi7nxzyoun6zhxrhs64oiz";
      description = "DID of the owner of knot and spindle.";
    };

    endpoints = {
      appview = endpoint (
        if cfg.appview.enable && cfg.domain != null then
          "https://${at "tangled"}"
        else
          "https://tangled.org"
      ) "Appview that knot and spindle belong to.";
      jetstream = endpoint "wss://jetstream1.us-west.bsky.network/subscribe" "Jetstream that all follow.";
      nixery = endpoint "nixery.tangled.sh" "Nixery that images of pipelines come from.";
      pds = endpoint "https://tngl.sh" "Server on which the appview makes accounts.";
    };

    appview = {
      enable = lib.mkEnableOption "an appview of one's own, with camo and avatar";
      cookieSecret = mkOption {
        type = types.nullOr types.externalPath;
        default = null;
        description = "File that holds the key of cookies: 32 characters.";
      };
      camoSecret = mkOption {
        type = types.nullOr types.externalPath;
        default = null;
        description = "File that holds what appview and camo share.";
      };
      avatarSecret = mkOption {
        type = types.nullOr types.externalPath;
        default = null;
        description = "File that holds what appview and avatar share.";
      };
    };

    openFirewall = mkOption {
      type = types.bool;
      default = false;
      description = "Whether to open ports 80 and 443, and 22 for git.";
    };
  };

  config = lib.mkIf cfg.enable {
    services = {
      tangled-knot = {
        enable = true;
        hostname = at "knot";
        inherit (cfg) owner;
        appViewUrl = cfg.endpoints.appview;
        jetstreamUrl = cfg.endpoints.jetstream;
        nginx = proxied "knot";
      };

      tangled-spindle = {
        enable = true;
        hostname = at "spindle";
        inherit (cfg) owner;
        jetstreamUrl = cfg.endpoints.jetstream;
        nixery = cfg.endpoints.nixery;
        nginx = proxied "spindle";
      };

      tangled-appview = lib.mkIf cfg.appview.enable {
        enable = true;
        publicUrl = cfg.endpoints.appview;
        jetstreamUrl = cfg.endpoints.jetstream;
        pdsUrl = cfg.endpoints.pds;
        camoUrl = "https://${toString (at "camo")}";
        avatarUrl = "https://${toString (at "avatar")}";
        secrets = {
          inherit (cfg.appview) avatarSecret camoSecret cookieSecret;
        };
        nginx = proxied "tangled";
      };

      tangled-camo = lib.mkIf cfg.appview.enable {
        enable = true;
        secrets.sharedSecret = cfg.appview.camoSecret;
        nginx = proxied "camo";
      };

      tangled-avatar = lib.mkIf cfg.appview.enable {
        enable = true;
        secrets.sharedSecret = cfg.appview.avatarSecret;
        nginx = proxied "avatar";
      };
    };

    networking.firewall.allowedTCPPorts = lib.mkIf cfg.openFirewall [
      22
      80
      443
    ];

    assertions = [
      {
        assertion = cfg.domain != null;
        message = "atproto.profiles.tangled.domain is not set; its parts have their names below it.";
      }
      {
        assertion = isHttps cfg.endpoints.appview && isHttps cfg.endpoints.pds;
        message = "atproto.profiles.tangled.endpoints: appview and pds are addresses that begin with https://.";
      }
      {
        assertion = lib.hasPrefix "ws" cfg.endpoints.jetstream;
        message = "atproto.profiles.tangled.endpoints.jetstream: ${cfg.endpoints.jetstream} is no address of a WebSocket.";
      }
      {
        assertion =
          cfg.appview.enable && cfg.domain != null -> cfg.endpoints.appview == "https://${at "tangled"}";
        message = "atproto.profiles.tangled.endpoints.appview: ${cfg.endpoints.appview} is not the appview of this host, which is enabled.";
      }
    ];
  };
}
