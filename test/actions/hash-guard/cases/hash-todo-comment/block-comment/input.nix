{ lib, stdenv, fetchurl, fetchFromGitHub, fetchzip, fetchgit, buildGoModule, rustPlatform }:

buildGoModule {
  vendorHash = "sha256-wdZLLUyzDxvniMxNJG3dn8H+haPrOoWj3jOCnfr2zn0="; /* dummy, to be replaced */
}
