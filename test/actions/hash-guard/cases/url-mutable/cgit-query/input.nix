{ fetchurl }:
fetchurl {
  url = "https://git.example.org/tide/plain/a.patch?h=master";
  hash = "sha256-wdZLLUyzDxvniMxNJG3dn8H+haPrOoWj3jOCnfr2zn0=";
}
