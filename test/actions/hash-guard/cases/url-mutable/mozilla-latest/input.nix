{ fetchurl }:
fetchurl {
  url = "https://addons.mozilla.org/firefox/downloads/latest/tide/latest.xpi";
  hash = "sha256-wdZLLUyzDxvniMxNJG3dn8H+haPrOoWj3jOCnfr2zn0=";
}
