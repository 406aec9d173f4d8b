# For CI without flakes, in the NUR's terms: what to build, and what of it to cache.
{
  pkgs ? import (import ./lib/locked.nix "nixpkgs") { },
  craneLib ? import (import ./lib/locked.nix "crane") { inherit pkgs; },
}:
let
  inherit (pkgs) lib;
  set = (import ./lib { inherit lib; }).packageSet { inherit craneLib pkgs; };
  outputsOf = package: map (output: package.${output}) package.outputs or [ "out" ];
  buildPkgs = lib.attrValues set.buildable;
  cachePkgs = lib.filter (package: !package.preferLocalBuild or false) buildPkgs;
in
{
  inherit buildPkgs cachePkgs;
  buildOutputs = lib.concatMap outputsOf buildPkgs;
  cacheOutputs = lib.concatMap outputsOf cachePkgs;
}
