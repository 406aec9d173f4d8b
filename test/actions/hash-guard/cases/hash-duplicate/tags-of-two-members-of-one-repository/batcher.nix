{ fetchFromGitHub }:
fetchFromGitHub {
  owner = "harbor";
  repo = "tide";
  rev = "batcher/v1.16.13";
  hash = "sha256-wdZLLUyzDxvniMxNJG3dn8H+haPrOoWj3jOCnfr2zn0=";
}
