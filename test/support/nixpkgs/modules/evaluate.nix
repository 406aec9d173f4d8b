/*
  The module system: modules in, options and configuration out, as lazily as nixpkgs' own.

  Refuses what nixpkgs refuses: options nobody declared, or two did; values of the wrong type; a second value for what is
  read-only; options without a value, when they are read.
*/
{ lib }:
let
  inherit (builtins)
    concatMap
    filter
    isAttrs
    isFunction
    length
    ;
  properties = import ./properties.nix { inherit lib; };
  types = import ./types.nix { inherit evaluate lib resolve; };

  show = lib.concatStringsSep ".";
  isOption = value: isAttrs value && value._type or "" == "option";

  # The value of definitions under a type, their properties included; `attempt` also says whether there is one.
  resolve = {
    __functor =
      self: path: type: definitions:
      (self.attempt path type definitions).value;
    attempt =
      path: type: definitions:
      let
        found = properties.strongest (concatMap properties.discharge definitions);
        wrong = filter (value: !type.check value) found.values;
      in
      {
        inherit (found) priority values;
        isDefined = found.values != [ ];
        value =
          if found.values == [ ] then
            throw "The option `${show path}' was accessed but has no value defined. Try setting the option."
          else if wrong != [ ] then
            throw "A definition for option `${show path}' is not of type `${type.name}'. Definition values: ${
              lib.concatMapStringsSep ", " describe wrong
            }"
          else
            type.merge path found.values;
      };
  };

  describe =
    value:
    if lib.isFunction value then
      "<function>"
    else if isAttrs value then
      "{ ${lib.concatStringsSep " " (lib.attrNames value)} }"
    else
      builtins.toJSON value;

  evaluateOption =
    path: option: definitions:
    let
      all = lib.optional (option ? default) (properties.mkOptionDefault option.default) ++ definitions;
      found = resolve.attempt path (option.type or types.unspecified) all;
      apply = option.apply or (value: value);
      count = length (concatMap properties.discharge all);
    in
    option
    // {
      inherit path;
      inherit (found) isDefined priority values;
      value =
        if option.readOnly or false && count > 1 then
          throw "The option `${show path}' is read-only, but it's set multiple times."
        else
          apply found.value;
    };

  # Declarations and definitions below one path; what is defined and not declared is of the freeform type, or an error.
  merge =
    freeform: path: declarations: definitions:
    let
      names = lib.unique (concatMap lib.attrNames declarations);
      pushed = concatMap properties.pushDown definitions;
      strange = filter (name: !lib.elem name names) (lib.unique (concatMap lib.attrNames pushed));
      below =
        name:
        let
          here = path ++ [ name ];
          declared = concatMap (set: lib.optional (set ? ${name}) set.${name}) declarations;
          options = filter isOption declared;
          defined = concatMap (set: lib.optional (set ? ${name}) set.${name}) pushed;
        in
        if options == [ ] then
          merge null here declared defined
        else if length declared > 1 then
          throw "The option `${show here}' is already declared."
        else
          let
            option = evaluateOption here (lib.head options) defined;
          in
          {
            options = option;
            config = option.value;
          };
      results = lib.genAttrs names below;
    in
    {
      options = lib.mapAttrs (_: result: result.options) results;
      config =
        if strange != [ ] && freeform == null then
          throw "The option `${show (path ++ [ (lib.head strange) ])}' does not exist."
        else
          lib.optionalAttrs (strange != [ ]) (resolve path freeform (map (set: removeAttrs set names) pushed))
          // lib.mapAttrs (_: result: result.config) results;
    };

  # A module as `{ imports, options, config }`.
  structure =
    module:
    let
      meta = [
        "_file"
        "freeformType"
        "imports"
        "key"
      ];
    in
    {
      freeform = module.freeformType or null;
      imports = module.imports or [ ];
    }
    // (
      if module ? config || module ? options then
        let
          strange = removeAttrs module (
            meta
            ++ [
              "config"
              "options"
            ]
          );
        in
        if strange != { } then
          throw "Module `${module._file or "<unknown>"}' has an unsupported attribute `${lib.head (lib.attrNames strange)}'."
        else
          {
            options = module.options or { };
            config = module.config or { };
          }
      else
        {
          options = { };
          config = removeAttrs module meta;
        }
    );

  evaluate =
    {
      modules,
      specialArgs ? { },
      path ? [ ],
    }:
    let
      given = {
        inherit lib;
        inherit (result) config options;
      }
      // specialArgs;

      apply =
        f:
        f (
          lib.mapAttrs (name: _: given.${name} or result.config._module.args.${name}) (lib.functionArgs f)
          // given
        );

      load =
        parent: index: module:
        let
          loaded = if isAttrs module || isFunction module then module else import module;
          value = if lib.isFunction loaded then apply loaded else loaded;
          place =
            if isAttrs module || isFunction module then "${parent}:${toString index}" else toString module;
        in
        {
          key = value.key or place;
          module = structure value;
        };

      closure = builtins.genericClosure {
        startSet = lib.imap0 (load "module") modules;
        operator = { key, module }: lib.imap0 (load key) module.imports;
      };

      own = {
        options._module.args = {
          _type = "option";
          type = types.attrsOf types.raw;
          default = { };
        };
        config = { };
      };

      # Those imported last come first, as in nixpkgs: lists show it.
      all = builtins.foldl' (list: { module, ... }: [ module ] ++ list) [ ] (
        [ { module = own; } ] ++ closure
      );
      freeforms = filter (type: type != null) (map (module: module.freeform or null) all);
      freeform = if freeforms == [ ] then null else lib.head freeforms;
      merged = merge freeform path (map (module: module.options) all) (map (module: module.config) all);

      result = {
        inherit (merged) options;
        inherit (merged) config;
      };
    in
    result // { config = removeAttrs result.config [ "_module" ]; };
in
{
  inherit properties types;
  evalModules = evaluate;
}
