{ fetchurl }:
[
  (fetchurl { url = "https://example.org/a-1.0.tar.gz"; hash = "sha256-wdZLLUyzDxvniMxNJG3dn8H+haPrOoWj3jOCnfr2zn0="; })
  (fetchurl { url = "https://example.org/a-1.1.tar.gz"; sha256 = "0zffyvx9v0ikvsiqafpblf2zxhczvmnj8kfci3kin3xk9hnlpmn1"; })
]
