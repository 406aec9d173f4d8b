{ fetchurl, arch }:
let
  base = "https://github.com/harbor/tide/raw/main/${arch}";
in
fetchurl {
  url = "${base}/tide";
  hash = "sha256-wdZLLUyzDxvniMxNJG3dn8H+haPrOoWj3jOCnfr2zn0=";
}
