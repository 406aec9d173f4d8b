{ lib }:
{ hash = "sha256-..."; }
