{ fetchzip }:
fetchzip {
  url = "https://github.com/harbor/tide/archive/refs/tags/v1.0.tar.gz";
  hash = "sha256-wdZLLUyzDxvniMxNJG3dn8H+haPrOoWj3jOCnfr2zn0=";
}
