# For users without flakes: `import ./nur { inherit pkgs; }`; without `pkgs`, the nixpkgs of flake.lock.
{
  pkgs ? import (import ./lib/locked.nix "nixpkgs") { },
  craneLib ? import (import ./lib/locked.nix "crane") { inherit pkgs; },
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
  modules = (library.nixosModules { overlay = import ./overlay.nix; }).modules;
}
