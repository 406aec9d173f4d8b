{ x }:
let
  ok = assert x != ""; true;
in
x
