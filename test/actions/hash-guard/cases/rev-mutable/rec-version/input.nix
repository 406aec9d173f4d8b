{ fetchFromGitHub, stdenv }:
stdenv.mkDerivation rec {
  version = "main";
  src = fetchFromGitHub {
    owner = "harbor";
    repo = "tide";
    rev = version;
    hash = "sha256-wdZLLUyzDxvniMxNJG3dn8H+haPrOoWj3jOCnfr2zn0=";
  };
}
