{
  outputs = { self, ... }: { };
}
