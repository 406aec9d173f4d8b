{ fetchurl }:
fetchurl {
  url = "https://dl.example.org/nightly/2024-05-01/tide.tar.gz";
  hash = "sha256-wdZLLUyzDxvniMxNJG3dn8H+haPrOoWj3jOCnfr2zn0=";
}
