/*
  What a package says of itself, and the check of it.

  Refuses a package whose metadata is incomplete: forcing such a package is an evaluation error that names the package and
  every field that is wrong.
*/
{ lib }:
let
  inherit (builtins)
    all
    any
    attrNames
    elem
    filter
    isAttrs
    isList
    isString
    match
    stringLength
    toJSON
    ;

  categories = [
    "infrastructure"
    "application"
    "utility"
    "library"
  ];

  # 1: the network stands on it. 2: people use it. 3: experiments, parts and tools of the trade.
  tiers = [
    1
    2
    3
  ];

  isText = value: isString value && value != "";
  isTexts = value: isList value && all isText value;
  isLicense = value: isAttrs value && (value ? spdxId || value ? shortName);

  rule =
    field: ok: what:
    lib.optional (!ok) "${field}: ${what}";

  oneOf = values: lib.concatMapStringsSep ", " toJSON values;

  metadataFields = [
    "category"
    "dependencies"
    "protocols"
    "services"
    "tier"
  ];

  problemsOfMetadata =
    metadata:
    let
      value = name: metadata.${name} or null;
      list = name: rule "atproto.${name}" (isTexts (value name)) "not a list of names";
      extra = filter (name: !elem name metadataFields) (attrNames metadata);
    in
    if !isAttrs metadata then
      [ "atproto: missing; it holds ${lib.concatStringsSep ", " metadataFields}" ]
    else
      rule "atproto.category" (elem (value "category") categories)
        "${toJSON (value "category")} is none of ${oneOf categories}"
      ++
        rule "atproto.tier" (elem (value "tier") tiers)
          "${toJSON (value "tier")} is none of ${oneOf tiers}"
      ++ list "services"
      ++ list "protocols"
      ++ list "dependencies"
      ++ map (
        name: "atproto.${name}: no such field; the fields are ${lib.concatStringsSep ", " metadataFields}"
      ) extra;

  problemsOfMeta =
    meta:
    let
      description = meta.description or null;
      licenses = lib.toList (meta.license or [ ]);
    in
    rule "meta.description" (isText description) "missing; say in one line what it is"
    ++ rule "meta.description" (
      !isText description || stringLength description <= 100
    ) "longer than 100 characters"
    ++ rule "meta.description" (
      !isText description || match ".*[.]" description == null
    ) "ends with a full stop"
    ++ rule "meta.homepage" (
      isText (meta.homepage or null) && match "https://.+" meta.homepage != null
    ) "missing, or no https address"
    ++ rule "meta.license" (
      licenses != [ ] && all isLicense licenses
    ) "missing, or none of lib.licenses"
    ++ rule "meta.platforms" (
      isTexts (meta.platforms or null) && meta.platforms != [ ]
    ) "missing or empty"
    ++ rule "meta.maintainers" (isList (
      meta.maintainers or null
    )) "missing; a list, empty when nobody is known";

  problemsOfPrograms =
    { meta, passthru, ... }:
    let
      program = isText (meta.mainProgram or null);
      excuse = isText (passthru.noProgram or null);
    in
    rule "meta.mainProgram" (
      program || excuse
    ) "missing; a package without programs says so in noProgram"
    ++ rule "noProgram" (!(program && excuse)) "there is a mainProgram as well";

  # Why a package is broken, or null: the one place where that is said.
  brokenReasonOf = package: package.meta.problems.broken.message or null;

  problemsOfBrokenness =
    package:
    rule "meta.problems.broken.message" (
      (package.meta.broken or false) == isText (brokenReasonOf package)
    ) "it and meta.broken go together";

  problemsOfDependencies =
    known: metadata:
    let
      listed = metadata.dependencies or [ ];
      strange = if isTexts listed then filter (name: !elem name known) listed else [ ];
    in
    map (name: "atproto.dependencies: ${toJSON name} is no package of this set") strange;

  # Every problem of a package, as `field: what`. `known`: the attributes of the whole set.
  problemsOf =
    known: package:
    let
      meta = package.meta or { };
      passthru = package.passthru or { };
      metadata = passthru.atproto or null;
    in
    problemsOfMeta meta
    ++ problemsOfPrograms { inherit meta passthru; }
    ++ problemsOfBrokenness package
    ++ problemsOfMetadata metadata
    ++ (if isAttrs metadata then problemsOfDependencies known metadata else [ ]);
in
{
  inherit
    brokenReasonOf
    categories
    problemsOf
    tiers
    ;

  # The package itself, once nothing is wrong with it. Whoever forces the package forces the check.
  validatePackage =
    known: attribute: package:
    let
      problems = problemsOf known package;
    in
    if problems == [ ] then
      package
    else
      throw "${attribute}: ${lib.concatStringsSep "\n${attribute}: " problems}";

  # The attributes a package needs at run time, transitively, itself left out; cycles end.
  resolveDependencies =
    packages: attribute:
    let
      closure = builtins.genericClosure {
        startSet = [ { key = attribute; } ];
        operator = { key }: map (name: { key = name; }) packages.${key}.passthru.atproto.dependencies;
      };
    in
    filter (name: name != attribute) (map ({ key }: key) closure);

  # Whether two packages have a protocol in common.
  isCompatible =
    left: right: any (name: elem name right.passthru.atproto.protocols) left.passthru.atproto.protocols;
}
