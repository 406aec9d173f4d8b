{ lib, stdenv, fetchurl, fetchFromGitHub, fetchzip, fetchgit, buildGoModule, rustPlatform }:

{ source }:
fetchurl {
  inherit (source) url sha256;
}
