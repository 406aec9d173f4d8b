[ (builtins.fetchGit ./.) (builtins.fetchGit { url = ./.; }) ]
