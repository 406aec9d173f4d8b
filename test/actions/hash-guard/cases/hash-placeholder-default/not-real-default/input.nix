{ hash ? "sha256-wdZLLUyzDxvniMxNJG3dn8H+haPrOoWj3jOCnfr2zn0=" }:
{ inherit hash; }
