(builtins.getFlake "github:harbor/tide").packages
