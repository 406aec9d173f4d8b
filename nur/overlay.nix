# For `nixpkgs.overlays` of users without flakes.
import ./lib/overlay.nix (pkgs: import (import ./lib/locked.nix "crane") { inherit pkgs; })
