{ fetchurl }:
fetchurl {
  url = "https://dl.example.org/latest/tide-1.2.3.tar.gz";
  hash = "sha256-wdZLLUyzDxvniMxNJG3dn8H+haPrOoWj3jOCnfr2zn0=";
}
