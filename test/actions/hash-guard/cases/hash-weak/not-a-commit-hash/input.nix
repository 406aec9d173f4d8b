{ commitHash = "17c772d62d6f108c21dedfe0d2ae7f495a8598fa"; }
