# Allegedly, tools of the PLC directory as services: a mirror around a PLC server, or weekly bundles of its operations.
{ opt, text, ... }:
{
  summary = "Allegedly, a mirror or an archive of the PLC directory";

  options = {
    mode = opt.oneOf [
      "mirror"
      "bundle"
    ] "mirror" "What it does.";
    upstream = opt.text "https://plc.directory" "Directory that is followed.";
    wrap = {
      url = opt.text "http://127.0.0.1:2582" "PLC server that is wrapped.";
      certificate = opt.maybe.path "Certificate that server's PostgreSQL is trusted by.";
    };
    acme = {
      domains =
        opt.texts [ ]
          "Names it gets certificates for by itself; it then has ports 80 and 443 of all addresses.";
      directory = opt.text "https://acme-v02.api.letsencrypt.org/directory" "Where certificates come from.";
      ipv6 = opt.flag false "Whether it listens on IPv6 as well.";
      experimentalDomain = opt.maybe.text "Name at which experimental requests are taken.";
    };
    writeUpstream = opt.flag false "Whether operations are taken and passed on upstream.";
    bundle = {
      schedule = opt.text "weekly" "When new weeks are got, as systemd writes times.";
      overwrite = opt.flag false "Whether weeks that are there are got again.";
    };
  };

  listen.http = {
    port = 8000;
    public = true;
    summary = "the mirror";
  };

  secrets.wrapDatabase = {
    environment = "ALLEGEDLY_WRAP_PG";
    summary = "the URL of the wrapped server's PostgreSQL; it writes there";
  };

  proxy.listen = "http";
  health = {
    listen = "http";
    path = "/_health";
  };

  schedule = cfg: if cfg.mode == "bundle" then cfg.bundle.schedule else null;

  assertions =
    { cfg, ... }:
    [
      {
        assertion = cfg.mode == "mirror" -> cfg.secrets.wrapDatabase != null || cfg.environmentFiles != [ ];
        message = "secrets.wrapDatabase is not set; a mirror writes what it gets into the wrapped server's database.";
      }
      {
        assertion = cfg.acme.domains != [ ] -> !cfg.nginx.enable;
        message = "acme.domains: it has ports 80 and 443 then, and nginx wants them too.";
      }
      {
        assertion = cfg.acme.experimentalDomain != null -> cfg.acme.domains != [ ];
        message = "acme.experimentalDomain wants acme.domains.";
      }
    ];

  listensLow = cfg: cfg.acme.domains != [ ];

  start =
    { cfg, ... }:
    let
      hasAcme = cfg.acme.domains != [ ];
    in
    {
      arguments =
        if cfg.mode == "bundle" then
          [ "bundle" ]
          ++ text.flags {
            "--upstream" = cfg.upstream;
            "--dest" = "${cfg.dataDir}/weekly";
            "--clobber" = cfg.bundle.overwrite;
          }
        else
          [ "mirror" ]
          ++ text.flags {
            "--upstream" = cfg.upstream;
            "--wrap" = cfg.wrap.url;
            "--wrap-pg-cert" = cfg.wrap.certificate;
            # The two exclude each other.
            "--bind" = if hasAcme then null else text.hostPort cfg.listen.http;
            "--acme-domain" = cfg.acme.domains;
            "--acme-cache-path" = if hasAcme then "${cfg.dataDir}/acme" else null;
            "--acme-directory-url" = if hasAcme then cfg.acme.directory else null;
            "--acme-ipv6" = hasAcme && cfg.acme.ipv6;
            "--experimental-acme-domain" = cfg.acme.experimentalDomain;
            "--experimental-write-upstream" = cfg.writeUpstream;
          };
      preStart = if cfg.mode == "bundle" then "mkdir -p ${cfg.dataDir}/weekly" else "";
    };

  renamed = [
    {
      from = [
        "services"
        "microcosm-blue"
        "allegedly"
      ];
      options = {
        "settings.acme.domains" = "acme.domains";
        "settings.acme.directoryUrl" = "acme.directory";
        "settings.acme.ipv6" = "acme.ipv6";
        "settings.experimental.writeUpstream" = "writeUpstream";
        "settings.upstream" = "upstream";
      };
    }
  ];
}
