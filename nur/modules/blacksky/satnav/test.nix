# Files, every path of the application, and the headers.
{
  port = 80;
  settings = {
    services.blacksky-satnav = {
      enable = true;
      hostName = "satnav.test";
      acme = false;
      openFirewall = true;
    };
    networking.hosts."127.0.0.1" = [ "satnav.test" ];
  };
  script = ''
    machine.succeed("curl --fail http://satnav.test/ | grep -qi '<html'")
    machine.succeed("curl --fail http://satnav.test/some/page | grep -qi '<html'")
    machine.succeed("curl --fail --head http://satnav.test/ | grep -qi 'x-content-type-options: nosniff'")
  '';
}
