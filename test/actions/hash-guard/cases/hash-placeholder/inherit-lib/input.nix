{ lib, stdenv, fetchurl, fetchFromGitHub, fetchzip, fetchgit, buildGoModule, rustPlatform }:

let
  inherit (lib) fakeHash;
in
buildGoModule {
  vendorHash = fakeHash;
}
