{ lib, args }:
{ vendorHash = args.vendorHash or lib.fakeHash; }
