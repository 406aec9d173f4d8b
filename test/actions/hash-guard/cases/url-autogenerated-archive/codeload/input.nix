{ fetchurl }:
fetchurl {
  url = "https://codeload.github.com/harbor/tide/tar.gz/v1.0";
  hash = "sha256-wdZLLUyzDxvniMxNJG3dn8H+haPrOoWj3jOCnfr2zn0=";
}
