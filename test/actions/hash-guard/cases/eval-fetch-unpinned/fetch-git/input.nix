builtins.fetchGit {
  url = "https://example.org/a.git";
  ref = "main";
}
