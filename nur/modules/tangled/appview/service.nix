# The appview of Tangled: its pages; SQLite, and a Redis for sessions, which it reaches by port only.
{
  lib,
  opt,
  text,
}:
let
  secret = environment: summary: { inherit environment summary; };
in
{
  summary = "the appview of Tangled, its pages";

  options = {
    publicUrl = opt.text "https://tangled.org" "Address others reach it by.";
    name = opt.text "Tangled" "What it calls itself.";
    jetstreamUrl = opt.text "wss://jetstream1.us-east.bsky.network/subscribe" "Jetstream that it follows.";
    camoUrl = opt.text "https://camo.tangled.sh" "Proxy of images.";
    avatarUrl = opt.text "https://avatar.tangled.sh" "Proxy of avatars.";
    pdsUrl = opt.text "https://tngl.sh" "Server on which accounts are made.";
    sender = opt.text "noreply@notifs.tangled.sh" "Sender of mail.";
    oauthKeyId = opt.maybe.text "Name of the key of its OAuth client.";
    disallowedNicknames = opt.maybe.path "File of names nobody may have.";
  };

  listen.http = {
    port = 3003;
    public = true;
    summary = "its pages";
  };

  secrets = {
    cookieSecret =
      secret "TANGLED_COOKIE_SECRET" "the key of cookies: 32 characters; without one it uses zeros"
      // {
        required = true;
      };
    oauthSecret = secret "TANGLED_OAUTH_CLIENT_SECRET" "the key of its OAuth client";
    camoSecret = secret "TANGLED_CAMO_SHARED_SECRET" "what it shares with the proxy of images";
    avatarSecret = secret "TANGLED_AVATAR_SHARED_SECRET" "what it shares with the proxy of avatars";
    resendKey = secret "TANGLED_RESEND_API_KEY" "the key of Resend, which sends its mail";
    posthogKey = secret "TANGLED_POSTHOG_API_KEY" "the key of PostHog";
    pdsAdminSecret = secret "TANGLED_PDS_ADMIN_SECRET" "the administrator's password of that server";
    appPassword = secret "TANGLED_APP_PASSWORD" "the password it adds members to knots and spindles with";
    cloudflareToken = secret "TANGLED_CLOUDFLARE_API_TOKEN" "the token of Cloudflare";
    turnstileSecret = secret "TANGLED_CLOUDFLARE_TURNSTILE_SECRET_KEY" "the secret of Turnstile";
    redisPassword = secret "TANGLED_REDIS_PASS" "the password of a Redis somewhere else";
  };

  database = {
    kinds = [ "sqlite" ];
    file = "appview.db";
  };
  redis = {
    port = 6390;
    url = lib.id;
  };
  proxy = {
    listen = "http";
    websockets = true;
  };
  health = {
    listen = "http";
    path = "/robots.txt";
  };

  start =
    { cfg, ... }:
    {
      environment = {
        TANGLED_DB_PATH = cfg.database.path;
        TANGLED_LISTEN_ADDR = text.hostPort cfg.listen.http;
        TANGLED_APPVIEW_HOST = cfg.publicUrl;
        # As upstream spells it.
        TANGLED_APPVIEW_Name = cfg.name;
        TANGLED_JETSTREAM_ENDPOINT = cfg.jetstreamUrl;
        TANGLED_CAMO_HOST = cfg.camoUrl;
        TANGLED_AVATAR_HOST = cfg.avatarUrl;
        TANGLED_PDS_HOST = cfg.pdsUrl;
        TANGLED_RESEND_SENT_FROM = cfg.sender;
        TANGLED_OAUTH_CLIENT_KID = cfg.oauthKeyId;
        TANGLED_DISALLOWED_NICKNAMES_FILE = cfg.disallowedNicknames;
        TANGLED_REDIS_ADDR = cfg.redis.effectiveUrl;
      };
    };

  renamed = [
    {
      options = {
        "endpoints.jetstream" = "jetstreamUrl";
        port = "listen.http.port";
      };
    }
  ];
}
