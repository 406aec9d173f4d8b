/*
  Knot, the git server of Tangled. It runs as the user that git logs in as, who owns the repositories; sshd asks it whose keys are
  good, and it decides what a session may do.
*/
{ opt, text, ... }:
{
  summary = "Knot, a git server of Tangled";

  options = {
    hostname = opt.maybe.text "Name others reach it by.";
    owner = opt.maybe.text "DID of its owner.";
    appViewUrl = opt.text "https://tangled.org" "Appview that it belongs to.";
    jetstreamUrl = opt.text "wss://jetstream1.us-west.bsky.network/subscribe" "Jetstream that it follows.";
    mainBranch = opt.text "main" "Name of a new repository's branch.";
    readme = opt.texts [ ] "Names of files that are shown as a page; none: the usual ones.";
    committer = {
      name = opt.text "Tangled" "Name on commits that it makes.";
      email = opt.text "noreply@tangled.org" "Address on commits that it makes.";
    };
    logDids = opt.flag true "Whether accounts are logged.";
    ssh = opt.flag true "Whether this host's sshd lets git users in.";
  };

  listen = {
    http = {
      port = 5555;
      public = true;
      summary = "its API, and git over HTTPS";
    };
    internal = {
      port = 5444;
      summary = "what sshd and hooks ask";
    };
  };

  account = {
    user = "git";
    group = "git";
  };
  imports = [ ./ssh.nix ];

  database = {
    kinds = [ "sqlite" ];
    file = "knotserver.db";
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
    { cfg, pkgs, ... }:
    {
      arguments = [ "server" ];
      path = [
        pkgs.bash
        pkgs.git
      ];
      environment = {
        KNOT_REPO_SCAN_PATH = "${cfg.dataDir}/repos";
        KNOT_REPO_README = if cfg.readme == [ ] then null else builtins.concatStringsSep "," cfg.readme;
        KNOT_REPO_MAIN_BRANCH = cfg.mainBranch;
        KNOT_GIT_USER_NAME = cfg.committer.name;
        KNOT_GIT_USER_EMAIL = cfg.committer.email;
        APPVIEW_ENDPOINT = cfg.appViewUrl;
        KNOT_SERVER_LISTEN_ADDR = text.hostPort cfg.listen.http;
        KNOT_SERVER_INTERNAL_LISTEN_ADDR = text.hostPort cfg.listen.internal;
        KNOT_SERVER_DB_PATH = cfg.database.path;
        KNOT_SERVER_HOSTNAME = cfg.hostname;
        KNOT_SERVER_OWNER = cfg.owner;
        KNOT_SERVER_JETSTREAM_ENDPOINT = cfg.jetstreamUrl;
        KNOT_SERVER_LOG_DIDS = cfg.logDids;
        HOME = cfg.dataDir;
      };
      # Options of a push reach the hooks only when git is told so.
      preStart = ''
        mkdir -p ${cfg.dataDir}/repos ${cfg.dataDir}/.config/git
        printf '[receive]\n\tadvertisePushOptions = true\n' > ${cfg.dataDir}/.config/git/config
      '';
    };

  renamed = [
    {
      options = {
        "endpoints.appview" = "appViewUrl";
        "endpoints.jetstream" = "jetstreamUrl";
        "repo.mainBranch" = "mainBranch";
        "server.dbPath" = "database.path";
        "server.hostname" = "hostname";
        "server.owner" = "owner";
      };
    }
  ];
}
