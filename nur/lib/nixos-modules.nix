/*
  All NixOS modules: one a daemon, one an organization, `default` with all of them, and the profiles; found, never listed.

  Refuses to change a host by being imported: what is not enabled sets nothing, the overlay of the packages aside.
*/
{
  lib,
  overlay,
  root ? ../modules,
  profiles ? ../profiles,
}:
let
  common = import ./service-common { inherit lib; };
  organizations = import ./discover-modules.nix { inherit lib; } root;

  # The same for all, so that a module imported by several counts once.
  shared = {
    key = "atproto-nur/shared";
    _file = toString ../modules/shared.nix;
    imports = [ ../modules/shared.nix ];
    nixpkgs.overlays = [ overlay ];
  };

  makers = {
    service = common.mkService;
    site = common.mkSite;
  };

  moduleOf =
    organization: name:
    { kind, file, ... }:
    let
      attribute = "${organization}-${name}";
    in
    lib.nameValuePair attribute {
      imports = [
        shared
        (makers.${kind} attribute file)
      ];
    };

  byOrganization = lib.mapAttrs (
    organization: found: lib.mapAttrs' (moduleOf organization) found
  ) organizations;

  single = lib.concatMapAttrs (_: modules: modules) byOrganization;

  # What profiles set defaults for: the description of every daemon.
  daemons = lib.concatMapAttrs (
    organization: found:
    lib.mapAttrs' (
      name:
      { file, ... }:
      lib.nameValuePair "${organization}-${name}" (
        common.describe "service" "${organization}-${name}" file
      )
    ) (lib.filterAttrs (_: { kind, ... }: kind == "service") found)
  ) organizations;

  profileNames = lib.filter (name: builtins.pathExists (profiles + "/${name}/profile.nix")) (
    lib.attrNames (builtins.readDir profiles)
  );

  # Together with all modules, since it sets their options.
  profileOf =
    name:
    let
      file = profiles + "/${name}/profile.nix";
      function = import file;
    in
    lib.nameValuePair "profile-${name}" {
      key = "atproto-nur/profile-${name}";
      _file = toString file;
      imports = [
        (together single)
        (function (builtins.intersectAttrs (lib.functionArgs function) { inherit daemons profileModules; }))
      ];
    };

  profileModules = lib.listToAttrs (map profileOf profileNames);

  together = modules: { imports = lib.attrValues modules; };
in
{
  inherit byOrganization organizations profileNames;

  report = import ./module-report.nix { inherit lib; } {
    inherit (common) describe;
    inherit organizations;
  };

  modules =
    single
    // profileModules
    // lib.mapAttrs (_: together) byOrganization
    // {
      default = together single;
    };
}
