{ lib, stdenv, fetchurl, fetchFromGitHub, fetchzip, fetchgit, buildGoModule, rustPlatform }:

fetchurl {
  url = "https://example.org/a-1.0";
  hash = "md5-l9woTPWA2l6+9KpLR8E9zg==";
}
