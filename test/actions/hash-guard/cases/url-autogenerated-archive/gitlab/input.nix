{ fetchurl }:
fetchurl {
  url = "https://gitlab.com/harbor/tide/-/archive/v1.0/tide-v1.0.tar.gz";
  hash = "sha256-wdZLLUyzDxvniMxNJG3dn8H+haPrOoWj3jOCnfr2zn0=";
}
