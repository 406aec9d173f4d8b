{ fetchFromGitHub, lib }:
fetchFromGitHub {
  owner = "harbor";
  repo = "tide";
  rev = "main-2024-01-01";
  hash = "sha256-wdZLLUyzDxvniMxNJG3dn8H+haPrOoWj3jOCnfr2zn0=";
}
