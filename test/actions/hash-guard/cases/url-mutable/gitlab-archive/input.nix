{ fetchzip }:
fetchzip {
  url = "https://gitlab.com/harbor/tide/-/archive/main/tide-main.tar.gz";
  hash = "sha256-wdZLLUyzDxvniMxNJG3dn8H+haPrOoWj3jOCnfr2zn0=";
}
