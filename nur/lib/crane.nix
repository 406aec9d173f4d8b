/*
  crane for users without flakes: the revision of flake.lock, so that there is one pin.

  Refuses any other: a crane of your own goes in as the argument `craneLib` of default.nix.
*/
pkgs:
let
  inherit ((builtins.fromJSON (builtins.readFile ../flake.lock)).nodes.crane) locked;
in
import
  (builtins.fetchTarball {
    name = "source";
    url = "https://github.com/${locked.owner}/${locked.repo}/archive/${locked.rev}.tar.gz";
    sha256 = locked.narHash;
  })
  { inherit pkgs; }
