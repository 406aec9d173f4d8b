{ fetchurl }:
fetchurl {
  url = "https://raw.githubusercontent.com/harbor/tide/main/LICENSE";
  hash = "sha256-wdZLLUyzDxvniMxNJG3dn8H+haPrOoWj3jOCnfr2zn0=";
}
