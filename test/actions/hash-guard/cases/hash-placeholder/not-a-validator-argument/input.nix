{ lib, stdenv, fetchurl, fetchFromGitHub, fetchzip, fetchgit, buildGoModule, rustPlatform }:

{ check, args }:
assert check.requireRealHash "hash" (args.hash or lib.fakeHash); args.hash
