{
  inputs.tide = {
    type = "github";
    owner = "harbor";
    repo = "tide";
    ref = "main";
    flake = false;
  };
  outputs = _: { };
}
