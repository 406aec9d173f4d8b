{ lib, stdenv, fetchurl, fetchFromGitHub, fetchzip, fetchgit, buildGoModule, rustPlatform }:

let
  unknown = lib.fakeHash;
in
buildGoModule {
  vendorHash = unknown;
}
