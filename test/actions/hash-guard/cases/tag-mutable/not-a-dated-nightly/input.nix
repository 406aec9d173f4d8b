{ fetchFromGitHub }:
fetchFromGitHub {
  owner = "harbor";
  repo = "tide";
  tag = "nightly-2024-05-01";
  hash = "sha256-wdZLLUyzDxvniMxNJG3dn8H+haPrOoWj3jOCnfr2zn0=";
}
