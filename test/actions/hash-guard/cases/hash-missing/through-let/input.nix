{ lib, stdenv, fetchurl, fetchFromGitHub, fetchzip, fetchgit, buildGoModule, rustPlatform }:

let
  args = {
    url = "https://example.org/a-1.0";
  };
in
fetchurl args
