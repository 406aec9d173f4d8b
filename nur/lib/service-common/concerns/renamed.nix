# Former option paths: they work, and say what they are called now.
{
  about,
  lib,
  unit,
  ...
}:
let
  new = path: [
    "services"
    unit
  ] ++ lib.splitString "." path;

  aliasesOf =
    { from, options }:
    lib.mapAttrsToList (
      former: path: lib.mkRenamedOptionModule (from ++ lib.splitString "." former) (new path)
    ) options;
in
{
  imports = lib.concatMap aliasesOf about.renamed;
}
