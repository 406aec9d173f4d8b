# PostgreSQL by socket, the secret as a credential and in no one's sight, nothing open to others.
{
  port = 2470;
  settings.services.bluesky-indigo-relay = {
    enable = true;
    # A test's secret is no secret.
    environment.RELAY_ADMIN_PASSWORD = "in-a-test";
    environmentFiles = [ "/etc/relay.env" ];
    healthCheck.enable = true;
  };
  settings.environment.etc."relay.env".text = "RELAY_REPLAY_WINDOW=1h";
  script = ''
    machine.succeed("curl --fail http://127.0.0.1:2470/xrpc/_health")
    machine.succeed("curl --fail http://127.0.0.1:2471/metrics")
    machine.succeed("runuser -u postgres -- psql -d bluesky-indigo-relay -c '\\dt' | grep -q account")
    machine.fail("ss -Hltn | grep -E ':(2470|2471) ' | grep -vE '127\\.0\\.0\\.1:'")
    machine.succeed("systemctl start bluesky-indigo-relay-health.service")
  '';
}
