# who-am-i, an identity bridge; its templates are looked for where it runs, so it runs where the package has them.
{ opt, text }:
{
  summary = "who-am-i, an identity bridge for demos";

  options = {
    baseUrl = opt.maybe.text "Address others reach it by.";
    allowedHosts = opt.texts [ ] "Hosts that may ask who someone is.";
  };

  listen = {
    http = {
      port = 9997;
      public = true;
      summary = "its pages";
    };
    metrics = {
      port = 8765;
      address = "0.0.0.0";
      fixed = true;
      yields = true;
      summary = "its metrics; it does without when another program has the port";
    };
  };

  secrets = {
    appSecret = {
      environment = "APP_SECRET";
      summary = "64 random bytes or more, in base64: cookies are signed with it";
      required = true;
    };
    oauthKey = {
      summary = "the private key of its OAuth client: P-256, PKCS#8, PEM";
      required = true;
    };
    jwtKey = {
      summary = "the private key it signs tokens with: P-256, PKCS#8, PEM";
      required = true;
    };
  };

  stateful = false;
  proxy.listen = "http";
  metrics.listen = "metrics";
  health = {
    listen = "http";
    path = "/";
  };

  wanted.baseUrl = "give the address others reach it by";

  assertions =
    { cfg, ... }:
    [
      {
        assertion = cfg.allowedHosts != [ ];
        message = "allowedHosts is not set; it does not start without one.";
      }
    ];

  start =
    { cfg, ... }:
    {
      arguments = text.flags {
        "--base-url" = cfg.baseUrl;
        "--bind" = text.hostPort cfg.listen.http;
        "--oauth-private-key" = text.credential "oauthKey";
        "--jwt-private-key" = text.credential "jwtKey";
        # An underscore, unlike its other flags.
        "--allow_host" = cfg.allowedHosts;
      };
      serviceConfig.WorkingDirectory = "${cfg.package}/share/who-am-i";
    };
}
