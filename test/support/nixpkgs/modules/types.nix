/*
  As many types of options as nur/'s modules use: what each accepts, and how several definitions become one value.

  Refuses a value as nixpkgs does, with option, type and value.
*/
{
  lib,
  evaluate,
  resolve,
}:
let
  inherit (builtins)
    all
    head
    isAttrs
    isBool
    isInt
    isList
    isPath
    isString
    length
    match
    ;

  show = lib.concatStringsSep ".";

  one =
    path: values:
    if all (value: value == head values) values then
      head values
    else
      throw "The option `${show path}' has conflicting definition values";

  type =
    name: check: more:
    {
      inherit check name;
      merge = one;
    }
    // more;

  text = name: fits: type name (value: isString value && fits value) { };
  whole = name: fits: type name (value: isInt value && fits value) { };
  isPathLike =
    value: isPath value || (isString value && match "/.*" value != null) || value ? outPath;
  isStored = value: isPath value || match "${builtins.storeDir}/.*" (toString value) != null;

  submoduleOf =
    modules:
    type "submodule" (value: isAttrs value || lib.isFunction value) {
      merge =
        path: values:
        (evaluate {
          inherit path;
          modules = modules ++ values;
        }).config;
    };

  anything = type "anything" (_: true) {
    merge =
      path: values:
      if length values > 1 && all (value: isAttrs value && !(value ? outPath)) values then
        (types.attrsOf anything).merge path values
      else if all isAttrs values && !(head values ? outPath) then
        (types.attrsOf anything).merge path values
      else
        one path values;
  };

  types = {
    inherit anything;
    bool = type "boolean" isBool { };
    int = type "signed integer" isInt { };
    str = text "string" (_: true);
    nonEmptyStr = text "non-empty string" (value: match "[[:space:]]*" value == null);
    strMatching = pattern: text "string matching ${pattern}" (value: match pattern value != null);
    port = whole "16 bit unsigned integer" (value: value >= 0 && value <= 65535);
    ints = {
      unsigned = whole "unsigned integer" (value: value >= 0);
      positive = whole "positive integer" (value: value > 0);
      between =
        low: high:
        whole "integer between ${toString low} and ${toString high}" (value: value >= low && value <= high);
    };
    lines = type "strings concatenated with \"\\n\"" isString {
      merge = _: lib.concatStringsSep "\n";
    };
    path = type "absolute path" isPathLike { };
    externalPath = type "absolute path not in the Nix store" (
      value: isPathLike value && !isStored value
    ) { };
    package = type "package" (value: isAttrs value && value.type or "" == "derivation") {
      merge = _: head;
    };
    raw = type "raw value" (_: true) { merge = _: head; };
    unspecified = type "unspecified value" (_: true) { merge = _: head; };
    enum = values: type "one of ${builtins.toJSON values}" (value: lib.elem value values) { };
    nullOr =
      of:
      type "null or ${of.name}" (value: value == null || of.check value) {
        merge = path: values: if all (value: value == null) values then null else of.merge path values;
      };
    either =
      left: right:
      type "${left.name} or ${right.name}" (value: left.check value || right.check value) {
        merge =
          path: values:
          if all left.check values then
            left.merge path values
          else if all right.check values then
            right.merge path values
          else
            one path values;
      };
    oneOf = list: builtins.foldl' types.either (head list) (builtins.tail list);
    coercedTo =
      from: convert: to:
      type to.name (value: from.check value || to.check value) {
        merge =
          path: values: to.merge path (map (value: if from.check value then convert value else value) values);
      };
    listOf =
      of:
      type "list of ${of.name}" isList {
        merge = path: values: map (value: resolve path of [ value ]) (lib.concatLists values);
      };
    attrsOf =
      of:
      type "attribute set of ${of.name}" isAttrs {
        merge =
          path: values:
          lib.mapAttrs (_: found: found.value) (
            lib.filterAttrs (_: found: found.isDefined) (
              lib.genAttrs (lib.unique (lib.concatMap lib.attrNames values)) (
                name:
                resolve.attempt (path ++ [ name ]) of (
                  lib.concatMap (value: lib.optional (value ? ${name}) value.${name}) values
                )
              )
            )
          );
      };
    submodule = module: submoduleOf [ module ];
  };
in
types
