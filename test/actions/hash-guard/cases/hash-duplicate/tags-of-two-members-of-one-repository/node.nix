{ fetchFromGitHub }:
let
  version = "1.19.5";
in
fetchFromGitHub {
  owner = "harbor";
  repo = "tide";
  rev = "node/v${version}";
  hash = "sha256-wdZLLUyzDxvniMxNJG3dn8H+haPrOoWj3jOCnfr2zn0=";
}
