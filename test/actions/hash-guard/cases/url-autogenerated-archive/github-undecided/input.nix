{ fetchurl, version }:
fetchurl {
  url = "https://github.com/harbor/tide/archive/v${version}.tar.gz";
  hash = "sha256-wdZLLUyzDxvniMxNJG3dn8H+haPrOoWj3jOCnfr2zn0=";
}
