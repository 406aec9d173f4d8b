{ fetchurl }:
fetchurl {
  url = "https://gitlab.com/harbor/tide/-/raw/main/a.patch";
  hash = "sha256-wdZLLUyzDxvniMxNJG3dn8H+haPrOoWj3jOCnfr2zn0=";
}
