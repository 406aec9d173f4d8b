/*
  All NixOS modules: one a daemon, one an organization, and `default` with everything; found, never listed.

  Refuses to change a host by being imported: what is not enabled sets nothing, the overlay of the packages aside.
*/
{
  lib,
  overlay,
  root ? ../modules,
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

  together = modules: { imports = lib.attrValues modules; };
in
{
  inherit byOrganization organizations;

  modules =
    single
    // lib.mapAttrs (_: together) byOrganization
    // {
      default = together single;
    };
}
