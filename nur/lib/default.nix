/*
  The library: what needs no nixpkgs packages, and the doors to what does.

  Refuses to hold a nixpkgs: `packaging` and `packageSet` take the caller's.
*/
{ lib }:
let
  atproto-core = import ./atproto-core.nix { inherit lib; };
in
{
  inherit atproto-core;
  discover = import ./discover.nix { inherit lib; };
  renderReport = import ./report.nix {
    inherit lib;
    inherit (atproto-core) brokenReasonOf;
  };

  service-common = import ./service-common { inherit lib; };

  # NixOS modules for a given overlay: `nixosModules { inherit overlay; }`; `root` for modules of your own.
  nixosModules = arguments: import ./nixos-modules.nix ({ inherit lib; } // arguments);

  # The builders: `packaging { inherit pkgs craneLib; }`.
  packaging = { pkgs, craneLib }: import ./packaging { inherit craneLib lib pkgs; };

  # Everything of this repository: `packageSet { inherit pkgs craneLib; }`; `root` for packages of your own.
  packageSet = arguments: import ./package-set.nix ({ inherit lib; } // arguments);
}
