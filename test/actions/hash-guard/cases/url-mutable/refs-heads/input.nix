{ fetchzip }:
fetchzip {
  url = "https://github.com/harbor/tide/archive/refs/heads/main.tar.gz";
  hash = "sha256-wdZLLUyzDxvniMxNJG3dn8H+haPrOoWj3jOCnfr2zn0=";
}
