{ fetchgit }:
let
  rev = "main";
in
fetchgit {
  inherit rev;
  url = "https://example.org/a.git";
  hash = "sha256-wdZLLUyzDxvniMxNJG3dn8H+haPrOoWj3jOCnfr2zn0=";
}
