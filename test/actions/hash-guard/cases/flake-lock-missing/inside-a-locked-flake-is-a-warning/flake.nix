{
  inputs.reef.url = "github:harbor/reef";
  outputs = { self, reef }: { };
}
