builtins.fetchurl "https://example.org/a.nix"
