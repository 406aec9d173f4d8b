{ fetchFromGitHub }:
fetchFromGitHub {
  owner = "harbor";
  repo = "tide";
  tag = "continuous";
  hash = "sha256-wdZLLUyzDxvniMxNJG3dn8H+haPrOoWj3jOCnfr2zn0=";
}
