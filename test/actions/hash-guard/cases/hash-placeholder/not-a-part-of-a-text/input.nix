{ lib }:
{ hash = "${lib.fakeHash}-not"; message = "no ${lib.fakeHash} please"; }
