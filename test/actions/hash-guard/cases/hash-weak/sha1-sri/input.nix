{ lib, stdenv, fetchurl, fetchFromGitHub, fetchzip, fetchgit, buildGoModule, rustPlatform }:

fetchurl {
  url = "https://example.org/a-1.0";
  hash = "sha1-F8dy1i1vEIwh3t/g0q5/SVqFmPo=";
}
