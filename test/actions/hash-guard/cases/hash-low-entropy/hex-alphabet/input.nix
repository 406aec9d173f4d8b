{ lib, stdenv, fetchurl, fetchFromGitHub, fetchzip, fetchgit, buildGoModule, rustPlatform }:

fetchurl {
  url = "https://example.org/a-1.0";
  sha256 = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
}
