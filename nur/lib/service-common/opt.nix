/*
  Options in one line: type, default, description, in that order of need.

  Refuses an option without a description.
*/
{ lib }:
let
  inherit (lib) mkOption types;
  option =
    type: default: description:
    mkOption { inherit default description type; };
in
rec {
  text = option types.str;
  texts = option (types.listOf types.str);
  flag = option types.bool;
  # Zero and up.
  count = option types.ints.unsigned;
  port = option types.port;
  oneOf = values: option (types.enum values);
  # Nothing unless given: `maybe.text`, `maybe.count`, `maybe.path` and so on.
  maybe = lib.mapAttrs (_: type: option (types.nullOr type) null) {
    inherit (types) path port;
    count = types.ints.unsigned;
    file = types.externalPath;
    text = types.str;
  };

  logLevel = oneOf [
    "debug"
    "info"
    "warn"
    "error"
  ] "info" "What is logged.";
  plcHost = text "https://plc.directory" "Directory of identities that it asks.";
  relayHost = text "wss://bsky.network" "Relay that it follows.";
  jetstream = mkOption {
    type = types.str;
    default = "us-east-1";
    example = "wss://jetstream1.us-east.bsky.network/subscribe";
    description = "Jetstream to follow: an address, or us-east-1, us-east-2, us-west-1, us-west-2.";
  };
}
