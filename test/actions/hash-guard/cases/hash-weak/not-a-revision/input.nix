{ lib, stdenv, fetchurl, fetchFromGitHub, fetchzip, fetchgit, buildGoModule, rustPlatform }:

fetchFromGitHub {
  owner = "harbor";
  repo = "tide";
  rev = "17c772d62d6f108c21dedfe0d2ae7f495a8598fa";
  hash = "sha256-wdZLLUyzDxvniMxNJG3dn8H+haPrOoWj3jOCnfr2zn0=";
}
