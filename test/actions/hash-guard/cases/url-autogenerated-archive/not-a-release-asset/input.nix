{ fetchurl }:
fetchurl {
  url = "https://github.com/harbor/tide/releases/download/v1.0/tide-1.0.tar.gz";
  hash = "sha256-wdZLLUyzDxvniMxNJG3dn8H+haPrOoWj3jOCnfr2zn0=";
}
