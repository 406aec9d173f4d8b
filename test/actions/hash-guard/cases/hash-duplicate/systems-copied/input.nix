{ system }:
{
  hash = {
    x86_64-linux = "sha256-wdZLLUyzDxvniMxNJG3dn8H+haPrOoWj3jOCnfr2zn0=";
    aarch64-linux = "sha256-wdZLLUyzDxvniMxNJG3dn8H+haPrOoWj3jOCnfr2zn0=";
    aarch64-darwin = "sha256-xSILPEJmiQ8EcZDBjcQkPg2sB51DyoBliZxPnzzxJO8=";
  }.${system};
}
