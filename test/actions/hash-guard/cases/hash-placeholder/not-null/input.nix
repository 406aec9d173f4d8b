{ lib, stdenv, fetchurl, fetchFromGitHub, fetchzip, fetchgit, buildGoModule, rustPlatform }:

buildGoModule {
  vendorHash = null;
}
