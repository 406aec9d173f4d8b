/*
  Conditions, merges and priorities of definitions, with the meaning nixpkgs gives them: the lowest number wins.

  Refuses nothing: what is no property is a plain value.
*/
{ lib }:
let
  inherit (builtins) concatMap filter foldl';

  defaultPriority = 100;

  kindOf = value: if lib.isAttrs value then value._type or "" else "";
  mkOverride = priority: content: {
    _type = "override";
    inherit priority content;
  };
in
rec {
  inherit mkOverride;
  mkIf = condition: content: {
    _type = "if";
    inherit condition content;
  };
  mkMerge = contents: {
    _type = "merge";
    inherit contents;
  };
  mkForce = mkOverride 50;
  mkDefault = mkOverride 1000;
  mkOptionDefault = mkOverride 1500;

  # A set of definitions as several, whose names do not depend on any condition.
  pushDown =
    definitions:
    let
      inner = f: map (lib.mapAttrs (_: f)) (pushDown definitions.content);
    in
    {
      merge = concatMap pushDown definitions.contents or [ ];
      "if" = inner (mkIf definitions.condition);
      override = inner (mkOverride definitions.priority);
    }
    .${kindOf definitions} or [ definitions ];

  # The values of one definition, with what of it holds.
  discharge =
    definition:
    {
      merge = concatMap discharge definition.contents or [ ];
      "if" = if definition.condition then discharge definition.content else [ ];
    }
    .${kindOf definition} or [ definition ];

  priorityOf = value: if kindOf value == "override" then value.priority else defaultPriority;

  # Of the definitions, those with the strongest priority, laid bare.
  strongest =
    definitions:
    let
      best = foldl' (low: value: lib.min low (priorityOf value)) 9999 definitions;
      bare = value: if kindOf value == "override" then value.content else value;
    in
    {
      priority = best;
      values = map bare (filter (value: priorityOf value == best) definitions);
    };
}
