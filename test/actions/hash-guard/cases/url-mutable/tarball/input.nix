{ fetchzip }:
fetchzip {
  url = "https://api.github.com/repos/harbor/tide/tarball/main";
  hash = "sha256-wdZLLUyzDxvniMxNJG3dn8H+haPrOoWj3jOCnfr2zn0=";
}
