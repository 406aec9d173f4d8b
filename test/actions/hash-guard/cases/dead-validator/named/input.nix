{ lib, validate, meta }:
let
  validated = validate.validateMetadata meta;
in
{ inherit meta; }
