{ lib, stdenv, fetchurl, fetchFromGitHub, fetchzip, fetchgit, buildGoModule, rustPlatform }:

{ a }:
a.overrideAttrs (_: { outputHash = lib.fakeHash; })
