{ lib, stdenv, fetchurl, fetchFromGitHub, fetchzip, fetchgit, buildGoModule, rustPlatform }:

buildGoModule {
  vendorHash = null;
  passthru.tests.fetch = fetchurl {
    url = "https://example.org/a-1.0";
    hash = lib.fakeHash;
  };
}
