# Camo, a worker of Tangled: workerd under wrangler, which wants to write beside the sources, so they are copied at every start.
{ text, ... }:
{
  summary = "Camo, Tangled's proxy of images, so that pages do not tell where readers are";

  listen.http = {
    port = 8788;
    public = true;
    summary = "its API";
  };

  secrets.sharedSecret = {
    summary = "what it shares with the appview, which signs addresses with it";
    required = true;
  };

  stateful = false;
  exceptions = {
    jit = "V8, within Node and workerd, writes code and runs it";
    netlink = "wrangler lists the host's addresses";
    proc = "workerd reads how much memory there is";
  };
  proxy.listen = "http";
  health = {
    listen = "http";
    path = "/";
  };

  start =
    { cfg, ... }:
    {
      arguments = text.flags {
        "--ip" = cfg.listen.http.address;
        "--port" = cfg.listen.http.port;
      };
      environment = {
        TANGLED_WORKER_FOLDER = "/run/tangled-camo";
        HOME = "/run/tangled-camo";
      };
      # A worker's secrets are read from this file.
      preStart = ''
        printf 'CAMO_SHARED_SECRET="%s"\n' "$(< "$CREDENTIALS_DIRECTORY/sharedSecret")" > /run/tangled-camo/.dev.vars
      '';
      serviceConfig = {
        RuntimeDirectory = "tangled-camo";
        RuntimeDirectoryMode = "0700";
        WorkingDirectory = "/run/tangled-camo";
      };
    };

  renamed = [
    {
      options = {
        port = "listen.http.port";
        sharedSecretFile = "secrets.sharedSecret";
      };
    }
  ];
}
