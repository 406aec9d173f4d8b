{ fetchurl }:
fetchurl {
  url = "https://raw.githubusercontent.com/harbor/tide/refs/heads/trunk/a.patch";
  hash = "sha256-wdZLLUyzDxvniMxNJG3dn8H+haPrOoWj3jOCnfr2zn0=";
}
