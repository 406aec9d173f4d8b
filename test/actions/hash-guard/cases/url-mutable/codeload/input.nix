{ fetchzip }:
fetchzip {
  url = "https://codeload.github.com/harbor/tide/tar.gz/master";
  hash = "sha256-wdZLLUyzDxvniMxNJG3dn8H+haPrOoWj3jOCnfr2zn0=";
}
