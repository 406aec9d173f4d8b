{ lib, stdenv, fetchurl, fetchFromGitHub, fetchzip, fetchgit, buildGoModule, rustPlatform }:

rec {
  hash = lib.fakeHash;
  src = fetchurl {
    url = "https://example.org/a-1.0";
    inherit hash;
  };
}
