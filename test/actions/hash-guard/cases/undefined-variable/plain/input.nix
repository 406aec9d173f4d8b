{ a }:
a + b
