{ lib, requireRealHash, hash }:
let
  _ = requireRealHash hash;
in
{ inherit hash; }
