# Parakeet, an AppView of Bluesky, with its index and its consumer beside it; its package is broken so far. Upstream's source could not be read: names are those on record.
{ lib, opt, ... }:
{
  summary = "Parakeet, an AppView of Bluesky";

  options = {
    inherit (opt) plcHost relayHost;
    did = opt.maybe.text "DID of the service.";
    publicKey = opt.maybe.text "Public key of the service, as a multibase.";
    endpoint = opt.maybe.text "Address others reach it by.";
    trustedVerifiers = opt.texts [ ] "Accounts whose word on others counts.";
    contact = opt.maybe.text "What the consumer calls itself.";
    migrate = opt.flag true "Whether its tables are brought up to date when it starts.";
  };

  listen = {
    http = {
      port = 6000;
      public = true;
      summary = "its API";
    };
    index = {
      port = 6001;
      summary = "its index";
    };
  };

  database = {
    kinds = [ "postgresql" ];
    environment = "PK_DATABASE_URL";
  };
  redis = {
    environment = "PK_REDIS_URI";
    # Its client knows sockets by another name.
    url = place: "redis+unix://${place}";
  };
  proxy.listen = "http";

  wanted = {
    did = "the service has it in its document";
    endpoint = "the service has it in its document";
    publicKey = "the service has it in its document";
  };

  start =
    { cfg, ... }:
    let
      index = "http://${cfg.listen.index.address}:${toString cfg.listen.index.port}";
      listed = values: if values == [ ] then null else lib.concatStringsSep "," values;
    in
    {
      environment = {
        PK_INDEX_URI = index;
        PK_PLC_DIRECTORY = cfg.plcHost;
        PK_MIGRATE = cfg.migrate;
        PK_SERVER__BIND_ADDRESS = cfg.listen.http.address;
        PK_SERVER__PORT = cfg.listen.http.port;
        PK_SERVICE__DID = cfg.did;
        PK_SERVICE__ENDPOINT = cfg.endpoint;
        PK_SERVICE__PUBLIC_KEY = cfg.publicKey;
        PK_TRUSTED_VERIFIERS = listed cfg.trustedVerifiers;
        PKC_DATABASE__URL = cfg.database.effectiveUrl;
        PKC_REDIS_URI = cfg.redis.effectiveUrl;
        PKC_INDEX_URI = index;
        PKC_PLC_DIRECTORY = cfg.plcHost;
        PKC_RESUME_PATH = "${cfg.dataDir}/cursor";
        PKC_INDEXER__RELAY_SOURCE = cfg.relayHost;
        PKC_UA_CONTACT = cfg.contact;
        PKI_DATABASE_URL = cfg.database.effectiveUrl;
        PKI_SERVER__BIND_ADDRESS = cfg.listen.index.address;
        PKI_SERVER__PORT = cfg.listen.index.port;
        PKI_INDEX_DB_PATH = "${cfg.dataDir}/index";
        RUST_LOG = "info";
      };
      companions = {
        index.program = lib.getExe' cfg.package "parakeet-index";
        consumer.program = lib.getExe' cfg.package "consumer";
      };
    };

  renamed = [
    {
      options = {
        "settings.appview.did" = "did";
        "settings.appview.endpoint" = "endpoint";
        "settings.appview.port" = "listen.http.port";
        "settings.appview.publicKey" = "publicKey";
        "settings.database.url" = "database.url";
        "settings.redis.url" = "redis.url";
      };
    }
  ];
}
