{
  inputs.tide.url = "github:harbor/tide";
  inputs.tide.inputs.reef.follows = "";
  outputs = { self, tide }: { };
}
