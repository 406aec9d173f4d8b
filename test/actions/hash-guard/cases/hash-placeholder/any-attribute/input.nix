{ lib }:
{ sources.tide = lib.fakeHash; }
