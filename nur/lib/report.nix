/*
  The package set in figures, as Markdown: by organization and language, and what does not build, by reason.

  Refuses to be written by hand: README.md holds its output, and a test compares.
*/
{ lib, brokenReasonOf }:
byOrganization:
let
  inherit (builtins) length;

  packagesIn = members: lib.attrValues members;
  isBroken = package: package.meta.broken;
  languageOf = package: package.passthru.language;

  counted =
    packages:
    lib.concatStringsSep ", " (
      lib.mapAttrsToList (language: of: "${toString (length of)} ${language}") (
        lib.groupBy languageOf packages
      )
    );

  row = cells: "| ${lib.concatStringsSep " | " cells} |";

  rowOf =
    name: packages:
    row [
      name
      (toString (length packages))
      (toString (length (lib.filter isBroken packages)))
      (counted packages)
    ];

  everything = lib.concatMap packagesIn (lib.attrValues byOrganization);

  named = lib.concatLists (
    lib.mapAttrsToList (
      _: members: lib.mapAttrsToList (attribute: package: { inherit attribute package; }) members
    ) byOrganization
  );

  reasons = lib.groupBy ({ package, ... }: brokenReasonOf package) (
    lib.filter ({ package, ... }: isBroken package) named
  );
in
lib.concatStringsSep "\n" (
  [
    (row [
      "organization"
      "packages"
      "broken"
      "languages"
    ])
    (row [
      "---"
      "---"
      "---"
      "---"
    ])
  ]
  ++ lib.mapAttrsToList (name: members: rowOf name (packagesIn members)) byOrganization
  ++ [
    (rowOf "**all**" everything)
    ""
    (row [
      "what is missing"
      "for"
    ])
    (row [
      "---"
      "---"
    ])
  ]
  ++ lib.mapAttrsToList (
    reason: of:
    row [
      reason
      (lib.concatMapStringsSep ", " ({ attribute, ... }: "`${attribute}`") of)
    ]
  ) reasons
)
+ "\n"
