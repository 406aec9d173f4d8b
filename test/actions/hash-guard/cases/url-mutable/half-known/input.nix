{ fetchurl, arch }:
fetchurl {
  url = "https://github.com/harbor/tide/releases/latest/download/tide-${arch}";
  hash = "sha256-wdZLLUyzDxvniMxNJG3dn8H+haPrOoWj3jOCnfr2zn0=";
}
