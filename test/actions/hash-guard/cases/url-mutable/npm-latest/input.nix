{ fetchurl }:
fetchurl {
  url = "https://unpkg.com/@harbor/tide@latest/index.js";
  hash = "sha256-wdZLLUyzDxvniMxNJG3dn8H+haPrOoWj3jOCnfr2zn0=";
}
