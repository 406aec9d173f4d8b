/*
  crane's functions as recorded derivations.

  Refuses to look at sources: crane reads Cargo.lock while it evaluates, which would download it here. A `cargoLock` given
  by hand is not let off: the real crane forces it even where only metadata is wanted.
*/
{ pkgs }:
let
  read = [
    "src"
    "cargoVendorDir"
  ];

  make = given: pkgs.stdenv.mkDerivation (removeAttrs given read);
in
{
  buildPackage = make;
  buildDepsOnly = given: make (given // { pname = "${given.pname}-deps"; });
  vendorCargoDeps = _: throw "crane: the stand-in vendors nothing";
  vendorMultipleCargoDeps = _: throw "crane: the stand-in vendors nothing";
}
