builtins.fetchTree {
  type = "github";
  owner = "harbor";
  repo = "tide";
}
