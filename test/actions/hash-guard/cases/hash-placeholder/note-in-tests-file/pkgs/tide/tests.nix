{ lib }:
{ hash = lib.fakeHash; }
