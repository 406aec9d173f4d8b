{ a }:
a or "x"
