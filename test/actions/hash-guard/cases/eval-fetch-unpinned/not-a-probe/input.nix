(builtins.tryEval <nixpkgs>).success && <nixpkgs> == ./.
