{ fetchurl }:
{ inherit fetchurl; fetcher = fetchurl; }
