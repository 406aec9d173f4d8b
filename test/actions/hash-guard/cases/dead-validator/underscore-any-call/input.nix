{ f, x }:
let
  _checked = f x;
in
x
