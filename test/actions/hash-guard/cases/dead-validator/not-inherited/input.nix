{ checkHash, hash }:
let
  ok = checkHash hash;
in
{ inherit ok; }
