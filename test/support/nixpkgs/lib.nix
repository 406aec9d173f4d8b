/*
  As much of nixpkgs' lib as nur/ uses, with the same meaning; a function that is not here is an error, not a guess.

  Refuses to be nixpkgs: lists of licences and platforms hold what the tests need.
*/
let
  inherit (builtins)
    isAttrs
    isFunction
    isList
    ;

  nameValuePair = name: value: { inherit name value; };

  licence =
    spdxId: more:
    {
      inherit spdxId;
      free = true;
    }
    // more;

  linux = [
    "x86_64-linux"
    "aarch64-linux"
  ];
  darwin = [
    "x86_64-darwin"
    "aarch64-darwin"
  ];

  overridable =
    make: given:
    let
      made = make given;
    in
    if isAttrs made then
      made
      // {
        override =
          changes: overridable make (given // (if isFunction changes then changes given else changes));
      }
    else
      made;

  # A pattern that means the text itself.
  literalPattern =
    text:
    builtins.replaceStrings [ "." "+" "*" "?" "(" "|" ] [ "[.]" "[+]" "[*]" "[?]" "[(]" "[|]" ] text;

  lib = rec {
    inherit (builtins)
      all
      any
      attrNames
      attrValues
      concatLists
      concatMap
      concatStringsSep
      elem
      elemAt
      filter
      functionArgs
      groupBy
      head
      isAttrs
      isFunction
      length
      listToAttrs
      mapAttrs
      replaceStrings
      ;
    inherit nameValuePair;

    concatMapStringsSep =
      separator: f: list:
      concatStringsSep separator (map f list);
    concatStrings = concatStringsSep "";
    concatMapStrings = f: list: concatStrings (map f list);
    mapAttrsToList = f: set: map (name: f name set.${name}) (attrNames set);
    mapAttrs' = f: set: listToAttrs (mapAttrsToList f set);
    genAttrs = names: f: listToAttrs (map (name: nameValuePair name (f name)) names);
    getAttrs = names: set: genAttrs names (name: set.${name});
    filterAttrs =
      keep: set:
      listToAttrs (
        concatMap (name: optional (keep name set.${name}) (nameValuePair name set.${name})) (attrNames set)
      );
    attrByPath =
      path: fallback: set:
      if path == [ ] then
        set
      else if set ? ${head path} then
        attrByPath (builtins.tail path) fallback set.${head path}
      else
        fallback;
    setAttrByPath =
      path: value:
      builtins.foldl' (inner: name: { ${name} = inner; }) value (
        builtins.foldl' (reversed: name: [ name ] ++ reversed) [ ] path
      );
    concatMapAttrs = f: set: builtins.foldl' (sum: next: sum // next) { } (mapAttrsToList f set);
    optional = condition: value: if condition then [ value ] else [ ];
    optionalAttrs = condition: set: if condition then set else { };
    inherit (builtins) genList;
    id = value: value;
    optionals = condition: list: if condition then list else [ ];
    optionalString = condition: text: if condition then text else "";
    singleton = value: [ value ];
    findFirst =
      fits: fallback: list:
      let
        found = filter fits list;
      in
      if found == [ ] then fallback else head found;
    foldl' = builtins.foldl';
    imap0 = f: list: builtins.genList (index: f index (builtins.elemAt list index)) (length list);
    min = left: right: if left < right then left else right;
    boolToString = value: if value then "true" else "false";
    hasPrefix = prefix: text: builtins.substring 0 (builtins.stringLength prefix) text == prefix;
    hasInfix = infix: text: replaceStrings [ infix ] [ "" ] text != text;
    splitString =
      separator: text: filter builtins.isString (builtins.split (literalPattern separator) text);
    toList = value: if isList value then value else [ value ];
    unique =
      list: builtins.foldl' (seen: value: if elem value seen then seen else seen ++ [ value ]) [ ] list;
    cleanSourceWith =
      { src, name }:
      builtins.path {
        inherit name;
        path = src;
      };
    importJSON = file: builtins.fromJSON (builtins.readFile file);
    warn = message: value: builtins.trace "evaluation warning: ${message}" value;

    # As in the flake of nixpkgs: with the packages that the modules' overlays make.
    nixosSystem =
      { modules, system }:
      let
        host = evalModules {
          modules = [
            ./nixos.nix
            {
              _module.args.pkgs = import ./. {
                inherit system;
                inherit (host.config.nixpkgs) overlays;
              };
              systemd.package = (import ./. { inherit system; }).systemd;
            }
          ]
          ++ modules;
        };
      in
      host;

    # The module system, in files of its own.
    inherit (import ./modules/evaluate.nix { inherit lib; }) evalModules properties types;
    inherit (properties)
      mkDefault
      mkForce
      mkIf
      mkMerge
      mkOptionDefault
      mkOverride
      ;
    inherit (import ./modules/options.nix { inherit lib properties; })
      literalExpression
      literalMD
      mkEnableOption
      mkOption
      mkPackageOption
      mkRenamedOptionModule
      ;

    escapeShellArg =
      value:
      let
        text = toString value;
      in
      if builtins.match "[[:alnum:],._+:@%/-]+" text != null then
        text
      else
        "'${replaceStrings [ "'" ] [ "'\\''" ] text}'";
    makeBinPath = packages: concatMapStringsSep ":" (package: "${package}/bin") packages;
    getExe' = package: program: "${package}/bin/${program}";
    removePrefix =
      prefix: text:
      if hasPrefix prefix text then
        builtins.substring (builtins.stringLength prefix) (builtins.stringLength text) text
      else
        text;
    getExe = package: "${package}/bin/${package.meta.mainProgram or package.pname or package.name}";

    # As in nixpkgs: a missing argument cannot be caught.
    callPackageWith =
      scope: f: given:
      let
        function = if isFunction f then f else import f;
        wanted = builtins.functionArgs function;
        missing = filter (name: !wanted.${name} && !(scope ? ${name}) && !(given ? ${name})) (
          attrNames wanted
        );
      in
      if missing == [ ] then
        overridable function (builtins.intersectAttrs wanted scope // given)
      else
        abort "${toString f}: callPackage has no argument ${concatStringsSep ", " missing}";

    meta.availableOn =
      platform: package: !(package ? meta.platforms) || elem platform.system package.meta.platforms;

    fetchers.proxyImpureEnvVars = [ "https_proxy" ];
    sourceTypes.binaryNativeCode = {
      shortName = "binaryNativeCode";
      isSource = false;
    };
    platforms = {
      inherit darwin linux;
      unix = linux ++ darwin;
    };
    licenses = {
      agpl3Only = licence "AGPL-3.0-only" { };
      asl20 = licence "Apache-2.0" { };
      mit = licence "MIT" { };
      unfree = {
        shortName = "unfree";
        free = false;
      };
    };
  };
in
lib
