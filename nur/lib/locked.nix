/*
  The inputs of flake.lock for whoever has no flakes, so that there is one pin: `locked "crane"`.

  Refuses anything that is not locked there.
*/
name:
let
  inherit ((builtins.fromJSON (builtins.readFile ../flake.lock)).nodes.${name}) locked;
in
builtins.fetchTarball {
  name = "source";
  url = "https://github.com/${locked.owner}/${locked.repo}/archive/${locked.rev}.tar.gz";
  sha256 = locked.narHash;
}
