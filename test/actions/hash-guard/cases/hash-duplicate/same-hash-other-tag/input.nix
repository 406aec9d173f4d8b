{ fetchFromGitHub }:
{
  a = fetchFromGitHub {
    owner = "harbor";
    repo = "tide";
    rev = "v1.0";
    hash = "sha256-wdZLLUyzDxvniMxNJG3dn8H+haPrOoWj3jOCnfr2zn0=";
  };
  b = fetchFromGitHub {
    owner = "harbor";
    repo = "tide";
    rev = "v1.1";
    hash = "sha256-wdZLLUyzDxvniMxNJG3dn8H+haPrOoWj3jOCnfr2zn0=";
  };
}
