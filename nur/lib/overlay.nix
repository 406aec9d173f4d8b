/*
  The overlay, for a given crane: the set built with the user's own nixpkgs.

  Refuses to replace anything: what nixpkgs has under the same name stays nixpkgs'.
*/
craneLibFor: final: prev:
let
  set = import ./package-set.nix {
    inherit (prev) lib;
    pkgs = final;
    craneLib = craneLibFor final;
  };
in
prev.lib.filterAttrs (name: _: !prev ? ${name}) (set.packages // set.collections // set.aliases)
