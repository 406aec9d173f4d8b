{ fetchFromGitHub }:
fetchFromGitHub {
  owner = "harbor";
  repo = "tide";
  tag = "v1.2.3";
  hash = "sha256-wdZLLUyzDxvniMxNJG3dn8H+haPrOoWj3jOCnfr2zn0=";
}
