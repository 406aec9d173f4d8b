{ fetchurl }:
let
  base = "https://github.com/harbor/tide/releases/latest/download";
in
fetchurl {
  url = "${base}/tide-linux";
  hash = "sha256-wdZLLUyzDxvniMxNJG3dn8H+haPrOoWj3jOCnfr2zn0=";
}
