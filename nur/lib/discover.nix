/*
  The folders under pkgs/, read once: everything this set exports is found here, and listed nowhere else.

  Refuses nothing: a folder without package.nix is no package, and a folder without packages no organization.
*/
{ lib }:
let
  inherit (builtins) pathExists readDir;

  foldersOf = folder: lib.attrNames (lib.filterAttrs (_: kind: kind == "directory") (readDir folder));

  dataIn =
    folder: name:
    if pathExists (folder + "/${name}") then lib.importJSON (folder + "/${name}") else { };

  packageIn = folder: name: {
    file = folder + "/${name}/package.nix";
    hashes = dataIn (folder + "/${name}") "hashes.json";
  };

  organizationIn = folder: {
    packages = lib.genAttrs (lib.filter (name: pathExists (folder + "/${name}/package.nix")) (
      foldersOf folder
    )) (packageIn folder);
    # One entry an upstream repository; its packages share it, so a bump is one edit.
    sources = dataIn folder "sources.json";
    # Dependency hashes that several packages of one source share, by source.
    hashes = dataIn folder "hashes.json";
    # Former attribute names, and what they are called now.
    aliases = dataIn folder "aliases.json";
    # What the crates of a Rust workspace have in common.
    workspace = if pathExists (folder + "/workspace.nix") then folder + "/workspace.nix" else null;
  };
in
root:
lib.filterAttrs (_: organization: organization.packages != { }) (
  lib.genAttrs (foldersOf root) (name: organizationIn (root + "/${name}"))
)
