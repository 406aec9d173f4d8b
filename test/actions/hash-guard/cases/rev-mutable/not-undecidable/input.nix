{ fetchFromGitHub, lib }:
fetchFromGitHub {
  owner = "harbor";
  repo = "tide";
  rev = lib.branch;
  hash = "sha256-wdZLLUyzDxvniMxNJG3dn8H+haPrOoWj3jOCnfr2zn0=";
}
