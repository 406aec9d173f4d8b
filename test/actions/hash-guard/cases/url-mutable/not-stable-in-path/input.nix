{ fetchurl }:
fetchurl {
  url = "https://download.example.org/linux/static/stable/x86_64/tide-24.0.7.tgz";
  hash = "sha256-wdZLLUyzDxvniMxNJG3dn8H+haPrOoWj3jOCnfr2zn0=";
}
