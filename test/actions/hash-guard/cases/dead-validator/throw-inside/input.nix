{ x }:
let
  _ = if x == "" then throw "no" else null;
in
x
