{ lib, stdenv, fetchurl, fetchFromGitHub, fetchzip, fetchgit, buildGoModule, rustPlatform }:

fetchurl {
  url = "https://example.org/a-1.0";
  sha256 = "zzffyvx9v0ikvsiqafpblf2zxhczvmnj8kfci3kin3xk9hnlpmn1";
}
