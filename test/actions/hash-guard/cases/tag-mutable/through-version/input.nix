{ fetchFromGitHub }:
let
  version = "latest";
in
fetchFromGitHub {
  owner = "harbor";
  repo = "tide";
  tag = "${version}";
  hash = "sha256-wdZLLUyzDxvniMxNJG3dn8H+haPrOoWj3jOCnfr2zn0=";
}
