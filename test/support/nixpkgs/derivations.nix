/*
  Builders and fetchers that make real derivations of whatever they are given, so that evaluation forces every argument
  and Nix itself judges every hash; nothing of it can be built.

  Refuses like nixpkgs does: the derivation of a broken, unfree or unsupported package is an error, its metadata is not.
*/
{
  lib,
  hostPlatform,
  isUnfreeAllowed,
}:
let
  inherit (hostPlatform) system;

  # What a derivation can hold: nested sets become JSON, as nixpkgs' own builders spread them.
  flat = value: if builtins.isAttrs value && !(value ? outPath) then builtins.toJSON value else value;

  refusal =
    meta:
    if meta.broken or false then
      "is marked as broken"
    else if
      !isUnfreeAllowed && !lib.all (license: license.free or true) (lib.toList (meta.license or [ ]))
    then
      "has an unfree license"
    else if !lib.meta.availableOn hostPlatform { inherit meta; } then
      "is not available on ${system}"
    else
      null;

  positionOf =
    meta:
    let
      position = builtins.unsafeGetAttrPos "description" meta;
    in
    lib.optionalAttrs (position != null) { position = "${position.file}:${toString position.line}"; };

  mkDerivation =
    given:
    let
      name = given.name or "${given.pname}-${given.version}";
      meta = given.meta or { };
      passthru = given.passthru or { };
      reason = refusal meta;
      arguments = lib.mapAttrs (_: flat) (
        removeAttrs given [
          "env"
          "meta"
          "overrideModAttrs"
          "passthru"
        ]
        // given.env or { }
      );
      made = derivation (
        arguments
        // {
          inherit name system;
          builder = "/bin/sh";
        }
      );
      guarded = value: if reason == null then value else throw "${name} ${reason}, refusing to evaluate";
    in
    passthru
    // {
      type = "derivation";
      outputs = [ "out" ];
      inherit name passthru;
      meta = meta // positionOf meta // { inherit name; };
      drvPath = guarded made.drvPath;
      outPath = guarded made.outPath;
      outputName = "out";
      out = made;
      # For the tests: what the builder was asked for.
      recorded = given;
    }
    // lib.optionalAttrs (given ? pname) { inherit (given) pname version; };

  fetch =
    kind: given:
    let
      hash = given.hash or (throw "${kind}: no hash");
      made = derivation {
        name = given.name or "source";
        inherit system;
        builder = "/bin/sh";
        outputHash = hash;
        outputHashMode = if kind == "fetchurl" then "flat" else "recursive";
        given = builtins.toJSON (removeAttrs given [ "meta" ]);
      };
    in
    made
    // {
      fetcher = kind;
      recorded = given;
    };
in
{
  inherit fetch mkDerivation;

  buildEnv =
    given: mkDerivation (removeAttrs given [ "pathsToLink" ] // { paths = toString given.paths; });

  # Vendored dependencies are a fixed output; null: the language has none, as for a Go module that requires nothing.
  buildWith =
    field: given:
    mkDerivation (
      given
      // lib.optionalAttrs (given.${field} != null) {
        dependencies = fetch "dependencies" {
          name = "${given.pname}-dependencies";
          hash = given.${field};
        };
      }
    );

  # A package of nixpkgs that only has to be there.
  tool =
    name:
    mkDerivation {
      inherit name;
      pname = name;
      version = "0";
      meta.mainProgram = name;
    };
}
