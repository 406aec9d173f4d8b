/*
  A description as `service.nix` and `site.nix` write it, with its defaults filled in.

  Refuses a field it does not know, with the file's attribute and the fields there are.
*/
{ lib }:
let
  common = {
    # What it is, in one line: the end of "Whether to enable …".
    summary = null;
    # The attribute of its package; null: that of the module.
    package = null;
    # Options of its own, beneath `services.<organization>-<name>`.
    options = { };
    # NixOS modules to go with it, for what the builder has no word for.
    imports = [ ];
    # Options that are null by default and without which there is nothing to start: `{ hostname = "give the name …"; }`.
    wanted = { };
    # `{ cfg, config }`: what must hold, as in NixOS.
    assertions = _: [ ];
    warnings = _: [ ];
    # Former option paths: `{ from = [ "services" "indigo-relay" ]; options = { "settings.port" = "listen.http.port"; }; }`;
    # enable, package, user, group and dataDir come along. Without `from`: options of its own that were called otherwise.
    renamed = [ ];
  };

  service = common // {
    # `{ cfg, config, pkgs, text }`: `program` (default: the package's), `arguments`, `environment`, and whatever of
    # `path`, `preStart`, `serviceConfig` it needs; `companions.<name> = { program; arguments; }` are further units of the same
    # user, sandbox and environment.
    start = _: { };
    # `{ http = { port = 80; address = …; fixed = false; public = true; protocol = "tcp"; summary = …; }; }`; `fixed` is true,
    # or "address" where only the port can be chosen; `yields`: the program goes on without a port that another has.
    listen = { };
    # `cfg:` to whether it has ports below 1024 besides those of `listen`.
    listensLow = _: false;
    # Names of hardening.nix, with the reason: `{ jit = "V8"; }`.
    exceptions = { };
    # `{ name = { summary; environment = null; required = false; }; }`, each a file that systemd hands over.
    secrets = { };
    # `{ kinds = [ "postgresql" "sqlite" ]; environment; url = { … }; }`.
    database = null;
    # `{ environment; optional; port; url = place: …; }`; with a port, where the client knows no sockets.
    redis = null;
    # `{ listen; path; }`.
    metrics = null;
    health = null;
    # `{ listen; websockets; }`: what nginx passes on.
    proxy = null;
    # `{ user; group; }` of another service whose files it shares; null: it has its own.
    account = null;
    # Whether it keeps files.
    stateful = true;
    # When it runs, as systemd writes times, for a program that ends when its work is done; of `cfg`, null for a daemon.
    schedule = _: null;
  };

  site = common // {
    # The folder below the package that is served,
    root = "";
    # or, of `{ cfg, pkgs }`, the whole path.
    files = null;
    # Answers every path that is no file with index.html.
    singlePage = true;
  };

  fields = { inherit service site; };

  # Where a password is part of it, the whole address is the secret.
  addressSecret =
    backend: what:
    lib.optionalAttrs (backend.environment or null != null) {
      inherit (backend) environment;
      summary = "the URL of ${what}, password included";
    };

  addressSecrets =
    about:
    lib.filterAttrs (_: secret: secret != { }) {
      databaseUrl = addressSecret (if about.database == null then { } else about.database) "the database";
      redisUrl = addressSecret (if about.redis == null then { } else about.redis) "Redis";
    };

in
kind: attribute: given:
let
  complete =
    about:
    if kind == "service" then about // { secrets = addressSecrets about // about.secrets; } else about;

  known = fields.${kind};
  strange = lib.filter (name: !known ? ${name}) (lib.attrNames given);
in
if strange != [ ] then
  throw "${attribute}: ${lib.concatStringsSep ", " strange}: no such field; the fields are ${lib.concatStringsSep ", " (lib.attrNames known)}"
else if given.summary or null == null then
  throw "${attribute}: summary: missing; say in one line what it is"
else
  complete (known // { package = attribute; } // given)
