# The pages of Slices, a program of Deno on SQLite. Upstream's source could not be read: names are those on record.
{ opt, ... }:
{
  summary = "the pages of Slices";

  options = {
    apiUrl = opt.text "http://127.0.0.1:3006" "Server of Slices.";
    sliceUri = opt.maybe.text "URI of the slice that is shown.";
    adminDid = opt.maybe.text "DID of the administrator.";
    oauth = {
      clientId = opt.maybe.text "Name of its OAuth client.";
      redirectUri = opt.maybe.text "Where a login comes back to.";
      baseUrl = opt.maybe.text "Its authorization server, an AIP.";
    };
  };

  listen.http = {
    port = 8088;
    address = "0.0.0.0";
    fixed = "address";
    public = true;
    summary = "its pages";
  };

  secrets.oauthSecret = {
    environment = "OAUTH_CLIENT_SECRET";
    summary = "the secret of its OAuth client";
    required = true;
  };

  database = {
    kinds = [ "sqlite" ];
    environment = "DATABASE_URL";
    file = "sessions.db";
    url.sqlite = db: db.path;
  };
  exceptions.jit = "V8, within Deno, writes code and runs it";
  proxy.listen = "http";

  start =
    { cfg, ... }:
    {
      environment = {
        PORT = cfg.listen.http.port;
        API_URL = cfg.apiUrl;
        SLICE_URI = cfg.sliceUri;
        ADMIN_DID = cfg.adminDid;
        OAUTH_CLIENT_ID = cfg.oauth.clientId;
        OAUTH_REDIRECT_URI = cfg.oauth.redirectUri;
        OAUTH_AIP_BASE_URL = cfg.oauth.baseUrl;
        DENO_DIR = "${cfg.dataDir}/deno";
      };
    };
}
