{ a, b ? a, ... }@args: [ a b args ]
