{ fetchurl }:
fetchurl {
  url = "https://github.com/main/master/releases/download/v1.0/latest-tool.tar.gz";
  hash = "sha256-wdZLLUyzDxvniMxNJG3dn8H+haPrOoWj3jOCnfr2zn0=";
}
