# Darkroom, which takes pictures of Grain's pages with a Chromium of its own.
{ lib, opt, ... }:
{
  summary = "Darkroom, previews of Grain's galleries";

  options = {
    grainUrl = opt.text "https://grain.social" "Grain whose galleries are rendered.";
    baseUrl = opt.maybe.text "Where its Chromium finds it; null: on this host.";
  };

  listen.http = {
    port = 8083;
    address = "::";
    fixed = "address";
    public = true;
    summary = "its API";
  };

  stateful = false;
  exceptions = {
    jit = "V8, within Chromium, writes code and runs it";
    namespaces = "Chromium makes sandboxes of its own";
    proc = "Chromium reads what there is of memory and processors";
  };
  proxy.listen = "http";
  health = {
    listen = "http";
    path = "/health";
  };

  start =
    { cfg, pkgs, ... }:
    {
      environment = {
        PORT = cfg.listen.http.port;
        BASE_URL =
          if cfg.baseUrl == null then "http://127.0.0.1:${toString cfg.listen.http.port}" else cfg.baseUrl;
        GRAIN_BASE_URL = cfg.grainUrl;
        CHROME_PATH = lib.getExe pkgs.chromium;
        CHROMEDRIVER_PATH = lib.getExe pkgs.chromedriver;
        RUST_LOG = "info";
        # Chromium wants a home, and there is nothing to keep.
        HOME = "/run/grain-social-darkroom";
      };
      serviceConfig.RuntimeDirectory = "grain-social-darkroom";
    };
}
