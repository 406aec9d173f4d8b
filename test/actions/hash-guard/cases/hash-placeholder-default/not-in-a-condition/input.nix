{ lib, args }:
if (args.hash or lib.fakeHash) == lib.fakeHash then null else args.hash
