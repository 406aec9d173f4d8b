/*
  The templates: every folder here, described by its own flake.

  Refuses a list: a new folder with a flake.nix is a new template.
*/
{ lib }:
let
  folders = lib.filterAttrs (_: kind: kind == "directory") (builtins.readDir ./.);
in
lib.mapAttrs (name: _: {
  path = ./. + "/${name}";
  inherit (import (./. + "/${name}/flake.nix")) description;
}) folders
