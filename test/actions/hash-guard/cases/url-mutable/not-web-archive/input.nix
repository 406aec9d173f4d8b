{ fetchurl }:
fetchurl {
  url = "https://web.archive.org/web/20200101000000/https://example.org/latest/tide.zip";
  hash = "sha256-wdZLLUyzDxvniMxNJG3dn8H+haPrOoWj3jOCnfr2zn0=";
}
