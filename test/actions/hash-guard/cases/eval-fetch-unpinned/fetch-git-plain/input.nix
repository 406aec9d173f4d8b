fetchGit "https://example.org/a.git"
