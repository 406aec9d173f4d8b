{ fetchzip }:
fetchzip {
  url = "https://dl.example.org/tools/tools-latest-linux.zip";
  hash = "sha256-wdZLLUyzDxvniMxNJG3dn8H+haPrOoWj3jOCnfr2zn0=";
}
