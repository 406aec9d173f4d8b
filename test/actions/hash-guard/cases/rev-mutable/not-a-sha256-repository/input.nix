{ fetchFromGitHub, lib }:
fetchFromGitHub {
  owner = "harbor";
  repo = "tide";
  rev = "c1d64b2d4cb30f1be788cc4d246ddd9fc1fe85a3eb3a85a3de33829dfaf6ce7d";
  hash = "sha256-wdZLLUyzDxvniMxNJG3dn8H+haPrOoWj3jOCnfr2zn0=";
}
