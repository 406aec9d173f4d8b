import <nix/fetchurl.nix> {
  url = "https://example.org/a-1.0";
  hash = "sha256-wdZLLUyzDxvniMxNJG3dn8H+haPrOoWj3jOCnfr2zn0=";
}
