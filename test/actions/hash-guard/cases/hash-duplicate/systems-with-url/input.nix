{ fetchurl, system }:
fetchurl {
  x86_64-linux = {
    url = "https://example.org/a-1.0-linux.tar.gz";
    hash = "sha256-wdZLLUyzDxvniMxNJG3dn8H+haPrOoWj3jOCnfr2zn0=";
  };
  aarch64-darwin = {
    url = "https://example.org/a-1.0-darwin.tar.gz";
    hash = "sha256-wdZLLUyzDxvniMxNJG3dn8H+haPrOoWj3jOCnfr2zn0=";
  };
}.${system}
