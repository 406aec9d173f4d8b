/*
  crane's functions as recorded derivations.

  Refuses to look at sources: crane reads Cargo.lock while it evaluates, which would download it here.
*/
{ pkgs }:
let
  read = [
    "src"
    "cargoLock"
    "cargoVendorDir"
  ];

  make = given: pkgs.stdenv.mkDerivation (removeAttrs given read);
in
{
  buildPackage = make;
  buildDepsOnly = given: make (given // { pname = "${given.pname}-deps"; });
  vendorMultipleCargoDeps = _: throw "crane: the stand-in vendors nothing";
}
