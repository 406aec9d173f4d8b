{ fetchurl }:
fetchurl {
  url = "https://unpkg.com/htmx.org@2/dist/htmx.min.js";
  hash = "sha256-wdZLLUyzDxvniMxNJG3dn8H+haPrOoWj3jOCnfr2zn0=";
}
