{ initialHashedPassword = "$6$abcdefghijklmnop"; passwordHash = "sha512-crypt-is-no-nix-hash-at-all"; }
