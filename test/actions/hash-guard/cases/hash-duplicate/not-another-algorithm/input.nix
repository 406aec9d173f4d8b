{ fetchurl }:
[
  (fetchurl { url = "https://example.org/a-1.0.tar.gz"; hash = "sha256-wdZLLUyzDxvniMxNJG3dn8H+haPrOoWj3jOCnfr2zn0="; })
  (fetchurl { url = "https://example.org/a-1.0.tar.gz"; hash = "sha512-9H1i/yoCFJ0g+UxGDILhKaWH9czxHF+LvFxCdYC9+Ke1UzgIrykJJYLelkAAvdIMSf0aLgXq3tHcO3aY37j/jQ=="; })
]
