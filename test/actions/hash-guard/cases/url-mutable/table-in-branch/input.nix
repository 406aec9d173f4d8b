{ fetchurl, isLinux }:
let
  base = "https://github.com/harbor/tide/releases/latest/download";
  source = if isLinux then {
    url = "${base}/tide-linux";
    hash = "sha256-wdZLLUyzDxvniMxNJG3dn8H+haPrOoWj3jOCnfr2zn0=";
  } else throw "no";
in
fetchurl source
