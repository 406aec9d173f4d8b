{ fetchurl }:
fetchurl {
  url = "https://github.com/harbor/tide/archive/master.tar.gz";
  hash = "sha256-wdZLLUyzDxvniMxNJG3dn8H+haPrOoWj3jOCnfr2zn0=";
}
