/*
  Declarations of options, and the module that keeps a former name alive.

  Refuses to render documentation: descriptions are carried, and shown to nobody.
*/
{ lib, properties }:
let
  literal = text: {
    _type = "literalExpression";
    inherit text;
  };
  mkOption = given: { _type = "option"; } // given;
  show = lib.concatStringsSep ".";
in
{
  inherit mkOption;
  literalExpression = literal;
  literalMD = literal;

  mkEnableOption =
    name:
    mkOption {
      type = lib.types.bool;
      default = false;
      example = true;
      description = "Whether to enable ${name}.";
    };

  mkPackageOption =
    pkgs: name:
    {
      default ? name,
      ...
    }:
    let
      path = lib.toList default;
    in
    mkOption {
      type = lib.types.package;
      default = lib.attrByPath path (throw "${show path} cannot be found in pkgs") pkgs;
      description = "The ${name} package to use.";
    };

  mkRenamedOptionModule =
    from: to:
    { config, options, ... }:
    let
      former = lib.attrByPath from null options;
      present = lib.attrByPath to (throw "Renaming error: option `${show to}' does not exist.");
    in
    {
      options = lib.setAttrByPath from (mkOption {
        visible = false;
        apply = _: present config;
        description = "Alias of {option}`${show to}`.";
      });
      config = properties.mkMerge [
        {
          warnings = lib.optional former.isDefined "The option `${show from}' has been renamed to `${show to}'.";
        }
        (lib.setAttrByPath to (
          properties.mkIf former.isDefined (
            properties.mkMerge (map (properties.mkOverride former.priority) former.values)
          )
        ))
      ];
    };
}
