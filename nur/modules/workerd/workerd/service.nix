# workerd, the runtime of Cloudflare's workers, with a configuration of one's own; its secrets are variables (`fromEnvironment`).
{ lib, opt, ... }:
{
  summary = "workerd, a runtime of workers";

  options = {
    config = lib.mkOption {
      type = lib.types.lines;
      default = "";
      description = "Its configuration in Cap'n Proto's language, sockets included.";
    };
    configFile = opt.maybe.path "File of that configuration instead, beside the workers that it embeds.";
    constant = opt.maybe.text "Name of the constant that holds it, where the file has several.";
    ports = lib.mkOption {
      type = lib.types.listOf lib.types.port;
      default = [ ];
      description = "Ports of its sockets that `openPorts` opens.";
    };
    openPorts = opt.flag false "Whether those ports are open to others.";
  };

  stateful = false;
  imports = [ ./ports.nix ];
  exceptions = {
    jit = "V8 writes code and runs it";
    proc = "it reads how much memory there is";
  };

  assertions =
    { cfg, ... }:
    [
      {
        assertion = cfg.config != "" || cfg.configFile != null;
        message = "config or configFile is not set; there is nothing to serve.";
      }
      {
        assertion = cfg.config == "" || cfg.configFile == null;
        message = "config and configFile are both set; keep one.";
      }
    ];

  start =
    { cfg, pkgs, ... }:
    {
      arguments = [
        "serve"
        (if cfg.configFile == null then pkgs.writeText "workerd.capnp" cfg.config else cfg.configFile)
      ]
      ++ lib.optional (cfg.constant != null) cfg.constant;
    };

  renamed = [
    {
      from = [
        "services"
        "workerd"
      ];
    }
  ];
}
