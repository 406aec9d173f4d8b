/*
  The modules in figures, as Markdown: by organization what each is, where it listens, where it keeps what, what the sandbox
  leaves open.

  Refuses to be written by hand: README.md holds its output, and a test compares.
*/
{ lib }:
{ describe, organizations }:
let
  row = cells: "| ${lib.concatStringsSep " | " cells} |";
  listed = values: if values == [ ] then "–" else lib.concatStringsSep ", " values;

  portsOf =
    about: listed (lib.mapAttrsToList (name: { port, ... }: "${name} ${toString port}") about.listen);

  keepsOf =
    about:
    listed (
      (if about.database == null then [ ] else about.database.kinds)
      ++ lib.optional (about.redis != null) "redis"
      ++ lib.optional (about.database == null && about.stateful) "files"
    );

  rowOf =
    organization: name:
    { kind, file, ... }:
    let
      attribute = "${organization}-${name}";
      about = describe kind attribute file;
    in
    row (
      [
        "`${attribute}`"
        about.summary
      ]
      ++ (
        if kind == "service" then
          [
            (portsOf about)
            (keepsOf about)
            (listed (lib.attrNames about.exceptions))
          ]
        else
          [
            "nginx"
            "–"
            "–"
          ]
      )
    );

  rows = lib.concatLists (
    lib.mapAttrsToList (organization: lib.mapAttrsToList (rowOf organization)) organizations
  );
in
lib.concatStringsSep "\n" (
  [
    (row [
      "`services.…`"
      "what"
      "ports"
      "keeps"
      "sandbox but for"
    ])
    (row (lib.genList (_: "---") 5))
  ]
  ++ rows
)
+ "\n"
