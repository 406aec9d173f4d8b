# The dashboard of a PDS: files; which server it shows is written into them when they are built.
{ lib, opt }:
{
  summary = "the dashboard of a personal data server";

  options.configFile = opt.maybe.path "Its `config.ts`, with the server's address and the theme; null: the one of its package.";

  files =
    { cfg, ... }:
    let
      package =
        if cfg.configFile == null then cfg.package else cfg.package.override { inherit (cfg) configFile; };
    in
    "${package}/share/pds-dash";

  warnings =
    { cfg, ... }:
    lib.optional (
      cfg.configFile == null
    ) "configFile is not set; the dashboard shows the server that upstream's configuration names.";

  renamed = [
    {
      from = [
        "services"
        "witchcraft-systems"
        "pds-dash"
      ];
      options.virtualHost = "hostName";
    }
  ];
}
