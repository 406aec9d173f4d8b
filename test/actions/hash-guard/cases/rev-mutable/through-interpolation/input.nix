{ fetchgit }:
let
  branch = "next";
in
fetchgit {
  url = "https://example.org/a.git";
  rev = "refs/heads/${branch}";
  hash = "sha256-wdZLLUyzDxvniMxNJG3dn8H+haPrOoWj3jOCnfr2zn0=";
}
