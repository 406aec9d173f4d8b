# Former option paths: they work, and say what they are called now.
{
  about,
  lib,
  unit,
  ...
}:
let
  home = [
    "services"
    unit
  ];
  new = path: home ++ lib.splitString "." path;

  # What all of them have, under the same name before and now.
  kept = lib.genAttrs (
    [
      "enable"
      "package"
    ]
    ++ lib.optionals (about ? stateful) [
      "group"
      "user"
    ]
    ++ lib.optional (about.stateful or false) "dataDir"
  ) (name: name);

  aliasesOf =
    {
      from ? home,
      options ? { },
    }:
    lib.mapAttrsToList (
      former: path: lib.mkRenamedOptionModule (from ++ lib.splitString "." former) (new path)
    ) ((if from == home then { } else kept) // options);
in
{
  imports = lib.concatMap aliasesOf about.renamed;
}
