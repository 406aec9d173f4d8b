{ args }:
{ hash = args.hash or ""; }
