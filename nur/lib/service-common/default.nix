/*
  The module builder: `service.nix` says what is special about a daemon, and this makes `services.<organization>-<name>` of it,
  one concern a file.

  Refuses to know any program: flags and names of variables come from the description, and nothing is set on the host that
  the service does not need.
*/
{ lib }:
let
  text = import ./text.nix { inherit lib; };
  hardening = import ./hardening.nix { inherit lib; };
  describe = import ./describe.nix { inherit lib; };

  concerns = [
    ./concerns/basics.nix
    ./concerns/companions.nix
    ./concerns/database.nix
    ./concerns/firewall.nix
    ./concerns/health.nix
    ./concerns/listen.nix
    ./concerns/metrics.nix
    ./concerns/nginx.nix
    ./concerns/redis.nix
    ./concerns/resources.nix
    ./concerns/secrets.nix
    ./concerns/unit.nix
  ];

  # A description, of a file that gets only what it asks for.
  describeFile =
    lib: kind: attribute: file:
    let
      function = import file;
    in
    describe kind attribute (
      function (
        builtins.intersectAttrs (lib.functionArgs function) {
          inherit lib text;
          opt = import ./opt.nix { inherit lib; };
        }
      )
    );

  # One NixOS module; imported twice, it counts once.
  makeModule =
    {
      kind,
      file,
      parts,
      attribute,
    }:
    { lib, ... }:
    let
      about = describeFile lib kind attribute file;
      given = {
        inherit
          about
          hardening
          lib
          text
          ;
        unit = attribute;
        launch = import ./launch.nix given;
      };
    in
    {
      key = "atproto-nur/${attribute}";
      _file = toString file;
      imports = map (part: import part given) (parts ++ [ ./concerns/renamed.nix ]) ++ about.imports;
    };
in
{
  inherit text;
  inherit (hardening) exceptions hardening strict;

  describe = describeFile lib;

  # A daemon: options, user, directory, hardened unit.
  mkService =
    attribute: file:
    makeModule {
      inherit attribute file;
      kind = "service";
      parts = concerns;
    };

  # Files that a web server serves: a virtual host and no daemon.
  mkSite =
    attribute: file:
    makeModule {
      inherit attribute file;
      kind = "site";
      parts = [ ./concerns/site.nix ];
    };
}
