# What Prometheus is to read, for the Prometheus of this host.
{
  about,
  lib,
  text,
  unit,
  ...
}:
{ config, ... }:
let
  cfg = config.services.${unit};
in
lib.optionalAttrs (about.metrics != null) {
  options.services.${unit}.metrics.scrape =
    lib.mkEnableOption "a job for it in this host's Prometheus, at ${about.metrics.path or "/metrics"}";

  config = lib.mkIf (cfg.enable && cfg.metrics.scrape) {
    services.prometheus.scrapeConfigs = [
      {
        job_name = unit;
        metrics_path = about.metrics.path or "/metrics";
        static_configs = [ { targets = [ (text.localHostPort cfg.listen.${about.metrics.listen}) ]; } ];
      }
    ];
  };
}
