{ fetchzip }:
fetchzip {
  url = "https://git.example.org/tide/snapshot/tide-1.0.tar.gz";
  hash = "sha256-wdZLLUyzDxvniMxNJG3dn8H+haPrOoWj3jOCnfr2zn0=";
}
