{ lib, stdenv, fetchurl, fetchFromGitHub, fetchzip, fetchgit, buildGoModule, rustPlatform }:

buildGoModule (finalAttrs: {
  pname = "tide";
  vendorHash = "";
})
