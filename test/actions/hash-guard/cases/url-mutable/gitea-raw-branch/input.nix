{ fetchurl }:
fetchurl {
  url = "https://codeberg.org/harbor/tide/raw/branch/main/a.patch";
  hash = "sha256-wdZLLUyzDxvniMxNJG3dn8H+haPrOoWj3jOCnfr2zn0=";
}
