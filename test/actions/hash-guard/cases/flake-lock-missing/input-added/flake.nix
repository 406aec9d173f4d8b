{
  inputs = {
    tide.url = "github:harbor/tide";
    reef.url = "github:harbor/reef";
  };
  outputs = _: { };
}
