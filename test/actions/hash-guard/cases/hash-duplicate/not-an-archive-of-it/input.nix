{ fetchFromGitHub, fetchzip }:
{
  a = fetchFromGitHub {
    owner = "harbor";
    repo = "tide";
    rev = "v1.0";
    hash = "sha256-wdZLLUyzDxvniMxNJG3dn8H+haPrOoWj3jOCnfr2zn0=";
  };
  b = fetchzip { url = "https://github.com/harbor/tide/archive/v1.0.tar.gz"; hash = "sha256-wdZLLUyzDxvniMxNJG3dn8H+haPrOoWj3jOCnfr2zn0="; };
}
