{ a }:
[
  a
  b
  b
  b
]
