{ lib, stdenv, fetchurl, fetchFromGitHub, fetchzip, fetchgit, buildGoModule, rustPlatform }:

fetchFromGitHub {
  owner = "harbor"; repo = "tide"; rev = "fe05bcdcdc4928012781a5f1a2a77cbb5398e106";
  hash = "c1d64b2d4cb30f1be788cc4d246ddd9fc1fe85a3eb3a85a3de33829dfaf6ce7d";
}
