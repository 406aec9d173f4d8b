{
  inputs.tide.url = "github:harbor/tide";
  outputs = _: { };
}
