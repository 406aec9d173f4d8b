# A Redis of its own by socket; what the program is told not to do needs no network.
{
  port = 6600;
  settings.services.bluesky-indigo-bluepages = {
    enable = true;
    followFirehose = false;
  };
  script = ''
    machine.succeed("curl --fail http://127.0.0.1:6600/_health")
    machine.wait_for_unit("redis-bluesky-indigo-bluepages.service")
    machine.fail("ss -Hltn | grep ':6379 '")
  '';
}
