{ fetchurl }:
fetchurl {
  url = "https://cdn.jsdelivr.net/npm/@harbor/tide@1.2.3-rc.1/index.js";
  hash = "sha256-wdZLLUyzDxvniMxNJG3dn8H+haPrOoWj3jOCnfr2zn0=";
}
