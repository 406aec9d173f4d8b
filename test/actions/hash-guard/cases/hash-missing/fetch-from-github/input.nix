{ lib, stdenv, fetchurl, fetchFromGitHub, fetchzip, fetchgit, buildGoModule, rustPlatform }:

stdenv.mkDerivation {
  src = fetchFromGitHub {
    owner = "harbor"; repo = "tide"; rev = "fe05bcdcdc4928012781a5f1a2a77cbb5398e106";
  };
}
