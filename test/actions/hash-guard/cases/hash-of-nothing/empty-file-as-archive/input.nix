{ lib, stdenv, fetchurl, fetchFromGitHub, fetchzip, fetchgit, buildGoModule, rustPlatform }:

fetchurl {
  url = "https://example.org/a-1.0";
  hash = "sha256-d6xi4mKdjkX2JFicDIv5niSzpyI0m/Hnm8GGAIU04kY=";
}
