{ lib, args }:
{ hash = args.hash or args.sha256 or lib.fakeHash; }
