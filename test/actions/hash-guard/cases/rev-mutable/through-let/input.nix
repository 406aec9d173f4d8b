{ fetchgit }:
let
  branch = "main";
in
fetchgit {
  url = "https://example.org/a.git";
  rev = branch;
  hash = "sha256-wdZLLUyzDxvniMxNJG3dn8H+haPrOoWj3jOCnfr2zn0=";
}
