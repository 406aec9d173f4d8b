{ fetchurl }:
let
  version = "3.0.5";
in
fetchurl {
  url = "https://github.com/harbor/tide/archive/${version}.tar.gz";
  hash = "sha256-wdZLLUyzDxvniMxNJG3dn8H+haPrOoWj3jOCnfr2zn0=";
}
