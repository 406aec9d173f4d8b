{ x }:
let
  checkHash = h: h;
  _unused = 1;
in
x
