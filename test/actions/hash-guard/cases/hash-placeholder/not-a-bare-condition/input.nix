{ lib, args }:
{ hash = if args.fake or lib.fakeHash then null else args.hash; }
