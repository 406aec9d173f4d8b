# Spindle, the CI of Tangled; its pipelines are containers of this host's Docker or Podman.
{ opt, text, ... }:
{
  summary = "Spindle, continuous integration of Tangled";

  options = {
    hostname = opt.maybe.text "Name others reach it by.";
    owner = opt.maybe.text "DID of its owner.";
    jetstreamUrl = opt.text "wss://jetstream1.us-west.bsky.network/subscribe" "Jetstream that it follows.";
    containers = opt.oneOf [
      "docker"
      "podman"
    ] "docker" "What runs its containers; whoever may ask it for one is as good as root.";
    nixery = opt.text "nixery.tangled.sh" "Nixery that images come from.";
    workflowTimeout = opt.text "5m" "Time a workflow may take, as Go writes durations.";
    jobs = opt.count 2 "Jobs at a time.";
    queueSize = opt.count 100 "Jobs that may wait.";
    store = {
      provider = opt.oneOf [
        "sqlite"
        "openbao"
      ] "sqlite" "Where the secrets of pipelines are kept.";
      openbaoUrl = opt.text "http://127.0.0.1:8200" "Proxy of OpenBao.";
      openbaoMount = opt.text "spindle" "Mount in OpenBao.";
    };
  };

  listen.http = {
    port = 6555;
    public = true;
    summary = "its API and its logs";
  };

  imports = [ ./containers.nix ];
  exceptions.containers = "pipelines are containers, of a daemon whose socket is a group's";

  database = {
    kinds = [ "sqlite" ];
    file = "spindle.db";
  };
  proxy = {
    listen = "http";
    websockets = true;
  };
  health = {
    listen = "http";
    path = "/";
  };

  wanted = {
    hostname = "it does not start without";
    owner = "it does not start without";
  };

  start =
    { cfg, ... }:
    {
      environment = {
        SPINDLE_SERVER_LISTEN_ADDR = text.hostPort cfg.listen.http;
        SPINDLE_SERVER_DB_PATH = cfg.database.path;
        SPINDLE_SERVER_HOSTNAME = cfg.hostname;
        SPINDLE_SERVER_OWNER = cfg.owner;
        SPINDLE_SERVER_JETSTREAM_ENDPOINT = cfg.jetstreamUrl;
        SPINDLE_SERVER_LOG_DIR = "${cfg.dataDir}/logs";
        SPINDLE_SERVER_QUEUE_SIZE = cfg.queueSize;
        SPINDLE_SERVER_MAX_JOB_COUNT = cfg.jobs;
        SPINDLE_SERVER_SECRETS_PROVIDER = cfg.store.provider;
        SPINDLE_SERVER_SECRETS_OPENBAO_PROXY_ADDR = cfg.store.openbaoUrl;
        SPINDLE_SERVER_SECRETS_OPENBAO_MOUNT = cfg.store.openbaoMount;
        SPINDLE_NIXERY_PIPELINES_NIXERY = cfg.nixery;
        SPINDLE_NIXERY_PIPELINES_WORKFLOW_TIMEOUT = cfg.workflowTimeout;
        DOCKER_HOST = if cfg.containers == "podman" then "unix:///run/podman/podman.sock" else null;
      };
      preStart = "mkdir -p ${cfg.dataDir}/logs";
      serviceConfig.SupplementaryGroups = [ cfg.containers ];
    };

  renamed = [
    {
      options = {
        "endpoints.nixery" = "nixery";
        "pipelines.workflowTimeout" = "workflowTimeout";
        "server.dbPath" = "database.path";
        "server.hostname" = "hostname";
        "server.jetstreamEndpoint" = "jetstreamUrl";
        "server.maxJobCount" = "jobs";
        "server.owner" = "owner";
        "server.queueSize" = "queueSize";
        "server.secrets.openbao.mount" = "store.openbaoMount";
        "server.secrets.openbao.proxyAddr" = "store.openbaoUrl";
        "server.secrets.provider" = "store.provider";
      };
    }
  ];
}
