{ lib, stdenv, fetchurl, fetchFromGitHub, fetchzip, fetchgit, buildGoModule, rustPlatform }:

let
  hashes = {
    x86_64-linux = "0zffyvx9v0ikvsiqafpblf2zxhczvmnj8kfci3kin3xk9hnlpmn1";
    aarch64-linux = "0000000000000000000000000000000000000000000000000000";
  };
in
fetchurl {
  url = "https://example.org/a-1.0";
  sha256 = hashes.${stdenv.system};
}
