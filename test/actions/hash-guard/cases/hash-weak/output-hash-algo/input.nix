{ lib, stdenv, fetchurl, fetchFromGitHub, fetchzip, fetchgit, buildGoModule, rustPlatform }:

stdenv.mkDerivation {
  outputHashAlgo = "sha1";
  outputHash = "17c772d62d6f108c21dedfe0d2ae7f495a8598fa";
}
