# The server of Slices: PostgreSQL, and Redis where there is one. Upstream's source could not be read: names are those on record.
{ opt, ... }:
{
  summary = "the server of Slices, AppViews made from lexicons";

  options = {
    relayEndpoint = opt.text "https://relay1.us-west.bsky.network" "Relay that repositories come from.";
    jetstream = opt.maybe.text "Jetstream that is followed: the name alone.";
    systemSliceUri = opt.maybe.text "URI of the slice that holds the others.";
    adminDid = opt.maybe.text "DID of the administrator.";
    authBaseUrl = opt.maybe.text "Its authorization server, an AIP.";
    processType = opt.oneOf [
      "all"
      "app"
      "worker"
    ] "all" "Which part of the work this instance does.";
  };

  listen.http = {
    port = 3006;
    address = "0.0.0.0";
    fixed = "address";
    public = true;
    summary = "its API";
  };

  database = {
    kinds = [ "postgresql" ];
    environment = "DATABASE_URL";
  };
  redis = {
    environment = "REDIS_URL";
    optional = true;
    # Its client knows sockets by another name.
    url = place: "redis+unix://${place}";
  };
  stateful = false;
  proxy = {
    listen = "http";
    websockets = true;
  };

  wanted.systemSliceUri = "give the slice that holds the others";

  start =
    { cfg, ... }:
    {
      environment = {
        PORT = cfg.listen.http.port;
        PROCESS_TYPE = cfg.processType;
        RELAY_ENDPOINT = cfg.relayEndpoint;
        JETSTREAM_HOSTNAME = cfg.jetstream;
        SYSTEM_SLICE_URI = cfg.systemSliceUri;
        ADMIN_DID = cfg.adminDid;
        AUTH_BASE_URL = cfg.authBaseUrl;
        RUST_LOG = "info";
      };
      # It looks for its migrations where it runs.
      serviceConfig.WorkingDirectory = "${cfg.package}/share/slices-api";
    };

  renamed = [
    {
      from = [
        "services"
        "slices-network-slices"
      ];
      options = {
        "settings.adminDid" = "adminDid";
        "settings.api.port" = "listen.http.port";
        "settings.atproto.relayEndpoint" = "relayEndpoint";
        "settings.atproto.systemSliceUri" = "systemSliceUri";
        "settings.database.url" = "database.url";
      };
    }
  ];
}
