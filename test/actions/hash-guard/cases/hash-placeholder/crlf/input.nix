{ lib }:
{
  hash = lib.fakeHash;
}
