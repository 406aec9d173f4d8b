{ lib, stdenv, fetchurl, fetchFromGitHub, fetchzip, fetchgit, buildGoModule, rustPlatform }:

{ source }:
fetchurl ({ url = "https://example.org/a-1.0"; } // source)
