{ fetchFromGitHub }:
fetchFromGitHub {
  owner = "harbor";
  repo = "tide";
  rev = "refs/tags/nightly";
  hash = "sha256-wdZLLUyzDxvniMxNJG3dn8H+haPrOoWj3jOCnfr2zn0=";
}
