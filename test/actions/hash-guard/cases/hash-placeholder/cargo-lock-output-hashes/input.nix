{ lib, stdenv, fetchurl, fetchFromGitHub, fetchzip, fetchgit, buildGoModule, rustPlatform }:

rustPlatform.buildRustPackage {
  cargoLock = {
    lockFile = ./Cargo.lock;
    outputHashes = {
      "tide-1.0.0" = lib.fakeHash;
      "reef-0.2.0" = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    };
  };
}
