{ lib, stdenv, fetchurl, fetchFromGitHub, fetchzip, fetchgit, buildGoModule, rustPlatform }:

fetchurl {
  url = "https://example.org/a-1.0";
  hash = "sha512-90BUveUo7haU7Z+ZvLloLI+Ovy+4HfrN9qH8VShlzqmSQWAJEnqf5b18ETUoc3WL3dIxMV9CRMhFBHVOYnJ41w==";
}
