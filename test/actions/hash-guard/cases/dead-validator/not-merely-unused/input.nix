{ f, x }:
let
  unused = f x;
in
x
