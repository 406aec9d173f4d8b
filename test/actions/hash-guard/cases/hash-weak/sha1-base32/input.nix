{ lib, stdenv, fetchurl, fetchFromGitHub, fetchzip, fetchgit, buildGoModule, rustPlatform }:

fetchurl {
  url = "https://example.org/a-1.0";
  sha1 = "zac8anj9gypd5q6zvqhqq43g5pb75iqp";
}
