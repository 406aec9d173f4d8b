{ }:
{ inherit version; }
