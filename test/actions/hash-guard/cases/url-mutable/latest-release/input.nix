{ fetchurl }:
fetchurl {
  url = "https://github.com/harbor/tide/releases/latest/download/tide-linux";
  hash = "sha256-wdZLLUyzDxvniMxNJG3dn8H+haPrOoWj3jOCnfr2zn0=";
}
