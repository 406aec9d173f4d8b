{ nixpkgs }:
let
  l = nixpkgs.lib;
in
{ a.vendorHash = l.fakeHash; }
