{ fetchFromGitHub }:
  fetchFromGitHub {
    owner = "harbor";
    repo = "tide";
    rev = "fe05bcdcdc4928012781a5f1a2a77cbb5398e106";
    hash = "sha256-wdZLLUyzDxvniMxNJG3dn8H+haPrOoWj3jOCnfr2zn0=";
  }
