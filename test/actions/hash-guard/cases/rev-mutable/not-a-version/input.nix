{ fetchFromGitHub }:
let
  version = "1.0";
in
fetchFromGitHub {
  owner = "harbor";
  repo = "main";
  rev = "v${version}";
  hash = "sha256-wdZLLUyzDxvniMxNJG3dn8H+haPrOoWj3jOCnfr2zn0=";
}
