{ lib, makeSource }:
makeSource "tide" lib.fakeHash
