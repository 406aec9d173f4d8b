{ lib, stdenv, fetchurl, fetchFromGitHub, fetchzip, fetchgit, buildGoModule, rustPlatform }:

rustPlatform.buildRustPackage {
  pname = "tide";
  cargoHash = "";
}
