{ pkgs ? import <nixpkgs> { } }:
pkgs
