{ lib, stdenv, fetchurl, fetchFromGitHub, fetchzip, fetchgit, buildGoModule, rustPlatform }:

with lib;
buildGoModule {
  vendorHash = fakeHash;
}
