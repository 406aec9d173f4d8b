{ lib, stdenv, fetchurl, fetchFromGitHub, fetchzip, fetchgit, buildGoModule, rustPlatform }:

{ hash }:
fetchurl {
  url = "https://example.org/a-1.0";
  inherit hash;
}
