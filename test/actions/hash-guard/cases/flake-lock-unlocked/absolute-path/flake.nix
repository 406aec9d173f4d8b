{
  inputs.tide.url = "github:harbor/tide";
  outputs = { self, tide }: { };
}
