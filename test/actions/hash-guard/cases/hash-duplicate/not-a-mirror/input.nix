{ fetchurl }:
[
  (fetchurl { url = "https://example.org/a-1.0.tar.gz"; hash = "sha256-wdZLLUyzDxvniMxNJG3dn8H+haPrOoWj3jOCnfr2zn0="; })
  (fetchurl { url = "https://mirror.example.net/pub/a-1.0.tar.gz"; hash = "sha256-wdZLLUyzDxvniMxNJG3dn8H+haPrOoWj3jOCnfr2zn0="; })
]
