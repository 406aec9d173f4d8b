{ commitHash = "fe05bcdcdc4928012781a5f1a2a77cbb5398e106"; gitHash = "ad782ecdac770fc6eb9a62e44f90873fb97fb26b"; }
