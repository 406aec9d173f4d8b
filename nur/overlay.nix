# For `nixpkgs.overlays` of users without flakes.
import ./lib/overlay.nix (import ./lib/crane.nix)
