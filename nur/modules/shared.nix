/*
  What the modules have in common on one host: the ports they listen on.

  Refuses two services on one port, by the names of their options, before the second fails to start.
*/
{ config, lib, ... }:
let
  inherit (lib) mkOption types;

  wildcards = [
    "0.0.0.0"
    "::"
    "[::]"
    ""
  ];

  isEverywhere = address: lib.elem address wildcards;

  collide =
    left: right:
    left.option < right.option
    && left.port == right.port
    && left.protocol == right.protocol
    && (left.address == right.address || isEverywhere left.address || isEverywhere right.address);

  listeners = config.atproto.listeners;

  collisions = lib.concatMap (
    left: map (right: { inherit left right; }) (lib.filter (collide left) listeners)
  ) listeners;
in
{
  options.atproto.listeners = mkOption {
    type = types.listOf (types.attrsOf types.unspecified);
    default = [ ];
    internal = true;
    description = "What the services of this set listen on.";
  };

  config.assertions = map (
    { left, right }:
    {
      assertion = false;
      message = "${left.option} and ${right.option} are both ${left.protocol} port ${toString left.port}; give one another port.";
    }
  ) collisions;
}
