{ lib, hash ? lib.fakeHash }:
{ inherit hash; }
