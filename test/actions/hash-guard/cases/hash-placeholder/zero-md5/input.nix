{ lib, stdenv, fetchurl, fetchFromGitHub, fetchzip, fetchgit, buildGoModule, rustPlatform }:

fetchurl {
  url = "https://example.org/a-1.0";
  md5 = "00000000000000000000000000000000";
}
