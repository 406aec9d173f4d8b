# QuickDID, resolver of handles; caches in memory, SQLite or Redis. Upstream's source could not be read: names are those on record.
{ lib, opt, ... }:
{
  summary = "QuickDID, a resolver of handles";

  options = {
    externalName = opt.maybe.text "Name others reach it by.";
    plcHostname = opt.text "plc.directory" "Directory of identities: the name alone.";
    nameservers = opt.texts [ ] "Name servers it asks; none: the host's.";
    userAgent = opt.maybe.text "What it calls itself.";
    queue = opt.oneOf [
      "mpsc"
      "redis"
      "sqlite"
      "noop"
    ] "mpsc" "How questions wait.";
    maximumConcurrent = opt.count 0 "Questions at a time; 0: no limit.";
    cacheSeconds = opt.count 7776000 "Seconds that an answer is kept.";
    jetstream = opt.maybe.text "Jetstream whose changes of handles it follows: the name alone; null: none.";
  };

  listen.http = {
    port = 8087;
    address = "0.0.0.0";
    fixed = "address";
    public = true;
    summary = "its API";
  };

  database = {
    kinds = [ "sqlite" ];
    environment = "SQLITE_URL";
    file = "quickdid.db";
    url.sqlite = db: "sqlite:${db.path}?mode=rwc";
  };
  redis = {
    environment = "REDIS_URL";
    optional = true;
    # Its client knows sockets by another name.
    url = place: "redis+unix://${place}";
  };
  proxy.listen = "http";

  wanted.externalName = "give the name others reach it by";

  assertions =
    { cfg, ... }:
    [
      {
        assertion = cfg.queue == "redis" -> cfg.redis.enable;
        message = "queue = \"redis\" wants redis.enable.";
      }
    ];

  start =
    { cfg, ... }:
    {
      environment = {
        HTTP_PORT = cfg.listen.http.port;
        HTTP_EXTERNAL = cfg.externalName;
        PLC_HOSTNAME = cfg.plcHostname;
        DNS_NAMESERVERS = if cfg.nameservers == [ ] then null else lib.concatStringsSep "," cfg.nameservers;
        USER_AGENT = cfg.userAgent;
        QUEUE_ADAPTER = cfg.queue;
        RESOLVER_MAX_CONCURRENT = cfg.maximumConcurrent;
        CACHE_TTL_SQLITE = cfg.cacheSeconds;
        CACHE_TTL_REDIS = cfg.cacheSeconds;
        JETSTREAM_ENABLED = cfg.jetstream != null;
        JETSTREAM_HOSTNAME = cfg.jetstream;
        STATIC_FILES_DIR = "${cfg.package}/share/quickdid/www";
        RUST_LOG = "info";
      };
    };

  renamed = [
    {
      options = {
        "settings.httpExternal" = "externalName";
        "settings.httpPort" = "listen.http.port";
        "settings.plcHostname" = "plcHostname";
        "settings.queue.adapter" = "queue";
      };
    }
  ];
}
