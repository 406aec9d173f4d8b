{ fetchFromGitHub, lib }:
fetchFromGitHub {
  owner = "harbor";
  repo = "tide";
  rev = "v1.0.0";
  hash = "sha256-wdZLLUyzDxvniMxNJG3dn8H+haPrOoWj3jOCnfr2zn0=";
}
