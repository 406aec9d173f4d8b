{ fetchurl }:
fetchurl {
  url = "https://github.com/harbor/tide/raw/master/cert.pem";
  hash = "sha256-wdZLLUyzDxvniMxNJG3dn8H+haPrOoWj3jOCnfr2zn0=";
}
