{ fetchzip }:
fetchzip {
  url = "https://git.example.org/tide/snapshot/main.tar.gz";
  hash = "sha256-wdZLLUyzDxvniMxNJG3dn8H+haPrOoWj3jOCnfr2zn0=";
}
