# Pocket, private preferences of applications in SQLite; its port is fixed in the program.
{
  lib,
  opt,
  text,
}:
{
  summary = "Pocket, a store of preferences for applications";

  options.domain = opt.maybe.text "Name in its DID document; null: it stands behind Reflector.";

  listen.http = {
    port = 3000;
    address = "127.0.0.1";
    fixed = true;
    summary = "its API";
  };

  database = {
    kinds = [ "sqlite" ];
    file = "preferences.sqlite";
  };
  proxy.listen = "http";
  health = {
    listen = "http";
    path = "/.well-known/did.json";
  };

  start =
    { cfg, ... }:
    {
      arguments = text.flags {
        "--db" = cfg.database.path;
        "--domain" = cfg.domain;
      };
      environment.RUST_LOG = "info";
      serviceConfig.WorkingDirectory = "${cfg.package}/share/pocket";
      # It does not make its tables by itself.
      preStart = ''
        test -e ${lib.escapeShellArg cfg.database.path} || ${lib.getExe cfg.package} --init-db --db ${lib.escapeShellArg cfg.database.path}
      '';
    };
}
