{ lib, stdenv, fetchurl, fetchFromGitHub, fetchzip, fetchgit, buildGoModule, rustPlatform }:

let
  hash = lib.fakeHash;
in
fetchurl {
  url = "https://example.org/a-1.0";
  inherit hash;
}
