{ pkgs ? builtins.getFlake "nixpkgs" }:
pkgs
