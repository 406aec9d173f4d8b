{ fetchurl }:
fetchurl {
  url = "https://cdn.jsdelivr.net/gh/harbor/tide@main/a.js";
  hash = "sha256-wdZLLUyzDxvniMxNJG3dn8H+haPrOoWj3jOCnfr2zn0=";
}
