{ checkA, x }:
let
  a = checkA x;
  b = a;
in
x
