{ lib }:
{ hash = ""; passwordHash = ""; }
