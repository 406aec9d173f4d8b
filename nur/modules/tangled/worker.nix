# A worker of Tangled: workerd under wrangler, which wants to write beside the sources, so they are copied at every start.
{
  name,
  port,
  variable,
  summary,
}:
{ text, ... }:
let
  folder = "tangled-${name}";
in
{
  inherit summary;

  listen.http = {
    inherit port;
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
        TANGLED_WORKER_FOLDER = "/run/${folder}";
        HOME = "/run/${folder}";
      };
      # A worker's secrets are read from this file.
      preStart = ''
        printf '${variable}="%s"\n' "$(< "$CREDENTIALS_DIRECTORY/sharedSecret")" > /run/${folder}/.dev.vars
      '';
      serviceConfig = {
        RuntimeDirectory = folder;
        RuntimeDirectoryMode = "0700";
        WorkingDirectory = "/run/${folder}";
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
