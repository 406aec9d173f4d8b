# For users without flakes: `import ./nur { inherit pkgs; }`, or `nur.repos.<name>` of the NUR.
{
  pkgs ? import <nixpkgs> { },
  craneLib ? import ./lib/crane.nix pkgs,
}:
let
  library = import ./lib { inherit (pkgs) lib; };
  set = library.packageSet { inherit craneLib pkgs; };
in
set.available
// set.aliases
// {
  # Names the NUR reserves.
  lib = library;
  overlays.default = import ./overlay.nix;
}
