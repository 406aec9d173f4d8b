{ lib, args }:
{ hash = (args.hash or (if args ? x then args.x else lib.fakeHash)); }
