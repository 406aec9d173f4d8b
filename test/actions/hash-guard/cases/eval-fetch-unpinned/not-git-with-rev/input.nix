builtins.fetchGit {
  url = "https://example.org/a.git";
  rev = "fe05bcdcdc4928012781a5f1a2a77cbb5398e106";
}
