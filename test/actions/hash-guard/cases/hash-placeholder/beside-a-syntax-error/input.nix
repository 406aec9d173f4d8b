{ lib }:
{
  vendorHash = lib.fakeHash;
  broken = ;
}
