{ lib, stdenv, fetchurl, fetchFromGitHub, fetchzip, fetchgit, buildGoModule, rustPlatform }:

let
  hash = "";
in
fetchurl {
  url = "https://example.org/a-1.0";
  inherit hash;
}
