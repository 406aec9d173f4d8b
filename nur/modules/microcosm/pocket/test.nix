# Tables are made at the first start, and the document says whose service it is.
{
  port = 3000;
  settings.services.microcosm-pocket = {
    enable = true;
    domain = "pocket.test";
  };
  script = ''
    machine.succeed("curl --fail http://127.0.0.1:3000/.well-known/did.json | grep -q did:web:pocket.test")
    machine.succeed("test -s /var/lib/microcosm-pocket/preferences.sqlite")
  '';
}
