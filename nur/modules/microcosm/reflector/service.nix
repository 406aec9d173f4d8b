# Reflector, a did:web document for whatever host name it is asked by; its port is fixed in the program.
{ opt, text }:
{
  summary = "Reflector, did:web documents of a service under many names";

  options = {
    serviceId = opt.maybe.text "Name of the service in the document, as `#bsky_appview`.";
    serviceType = opt.maybe.text "Type of the service, as `BlueskyAppview`.";
    serviceEndpoint = opt.maybe.text "HTTPS address of the service.";
    domain = opt.maybe.text "Domain below which names are served; null: all are.";
  };

  listen.http = {
    port = 3001;
    address = "0.0.0.0";
    fixed = true;
    public = true;
    summary = "its documents";
  };

  stateful = false;
  proxy.listen = "http";
  health = {
    listen = "http";
    path = "/";
  };

  wanted = {
    serviceId = "the document holds it";
    serviceType = "the document holds it";
    serviceEndpoint = "the document holds it";
  };

  start =
    { cfg, ... }:
    {
      arguments = text.flags {
        "--id" = cfg.serviceId;
        "--type" = cfg.serviceType;
        "--service-endpoint" = cfg.serviceEndpoint;
        "--domain" = cfg.domain;
      };
      environment.RUST_LOG = "info";
    };
}
