{ fetchFromTangled, lib }:
fetchFromTangled {
  owner = "harbor";
  repo = "tide";
  rev = "main";
  hash = "sha256-wdZLLUyzDxvniMxNJG3dn8H+haPrOoWj3jOCnfr2zn0=";
}
