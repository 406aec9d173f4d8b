{ lib, stdenv, fetchurl, fetchFromGitHub, fetchzip, fetchgit, buildGoModule, rustPlatform }:

buildGoModule {
  vendorHash = "sha256-REPLACE_WITH_THE_REAL_HASH_LATER";
}
