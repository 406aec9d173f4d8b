# Keys are made once and stay; secrets come as credentials.
{
  port = 8080;
  settings = {
    environment.etc."cocoon-admin".text = "in-a-test";
    environment.etc."cocoon-session".text = "0123456789abcdef0123456789abcdef";
    services.hailey-at-cocoon = {
      enable = true;
      hostname = "pds.test";
      contactEmail = "admin@pds.test";
      secrets = {
        adminPassword = "/etc/cocoon-admin";
        sessionSecret = "/etc/cocoon-session";
      };
    };
  };
  script = ''
    machine.succeed("curl --fail http://127.0.0.1:8080/xrpc/_health")
    machine.succeed("curl --fail http://127.0.0.1:8080/xrpc/com.atproto.server.describeServer | grep -q did:web:pds.test")
    before = machine.succeed("sha256sum /var/lib/hailey-at-cocoon/rotation.key")
    machine.systemctl("restart hailey-at-cocoon.service")
    machine.wait_for_open_port(8080)
    assert before == machine.succeed("sha256sum /var/lib/hailey-at-cocoon/rotation.key")
    machine.fail("systemctl show hailey-at-cocoon.service | grep -q in-a-test")
    machine.fail("tr '\\0' ' ' < /proc/$(systemctl show -P MainPID hailey-at-cocoon.service)/cmdline | grep -q in-a-test")
  '';
}
