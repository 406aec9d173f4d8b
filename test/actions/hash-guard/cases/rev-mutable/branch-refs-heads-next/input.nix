{ fetchFromGitHub, lib }:
fetchFromGitHub {
  owner = "harbor";
  repo = "tide";
  rev = "refs/heads/next";
  hash = "sha256-wdZLLUyzDxvniMxNJG3dn8H+haPrOoWj3jOCnfr2zn0=";
}
