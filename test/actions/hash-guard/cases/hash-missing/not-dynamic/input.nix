{ lib, stdenv, fetchurl, fetchFromGitHub, fetchzip, fetchgit, buildGoModule, rustPlatform }:

{ algorithm, digest }:
fetchurl {
  url = "https://example.org/a-1.0";
  ${algorithm} = digest;
}
