# Listens and answers while the relay it fans out is not to be reached.
{
  port = 2480;
  settings.services.bluesky-indigo-rainbow.enable = true;
  script = ''
    machine.succeed("curl --fail http://127.0.0.1:2480/xrpc/_health")
    machine.succeed("curl --fail http://127.0.0.1:2481/metrics")
    machine.succeed("test -d /var/lib/bluesky-indigo-rainbow/rainbow.db")
  '';
}
