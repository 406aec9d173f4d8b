{ fetchpatch }:
[ (fetchpatch { url = "https://example.org/a.patch"; }) ]
