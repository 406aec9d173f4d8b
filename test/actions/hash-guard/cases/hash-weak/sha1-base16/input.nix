{ lib, stdenv, fetchurl, fetchFromGitHub, fetchzip, fetchgit, buildGoModule, rustPlatform }:

fetchurl {
  url = "https://example.org/a-1.0";
  sha1 = "17c772d62d6f108c21dedfe0d2ae7f495a8598fa";
}
