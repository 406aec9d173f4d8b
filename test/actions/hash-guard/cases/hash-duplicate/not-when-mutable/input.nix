{ fetchzip }:
[
  (fetchzip { url = "https://example.org/latest/a.zip"; hash = "sha256-wdZLLUyzDxvniMxNJG3dn8H+haPrOoWj3jOCnfr2zn0="; })
  (fetchzip { url = "https://example.org/latest/b.zip"; hash = "sha256-wdZLLUyzDxvniMxNJG3dn8H+haPrOoWj3jOCnfr2zn0="; })
]
