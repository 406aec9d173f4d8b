/*
  Addresses and ports: where a program listens, and that no two of this set collide.

  What upstream fixes cannot be set here, and can be read; `yields`: the program goes on without a port that another has.
*/
{
  about,
  lib,
  unit,
  ...
}:
{ config, ... }:
let
  inherit (lib) mkOption types;
  cfg = config.services.${unit};

  optionsOf =
    name:
    {
      port,
      address ? null,
      fixed ? false,
      public ? false,
      protocol ? "tcp",
      summary ? name,
      ...
    }:
    let
      isPortFixed = builtins.isBool fixed && fixed;
      isAddressFixed = isPortFixed || fixed == "address";
    in
    {
      port = mkOption {
        type = types.port;
        default = port;
        readOnly = isPortFixed;
        description = "Port of ${summary} (${protocol})${lib.optionalString isPortFixed "; fixed by the program"}.";
      };
      address = mkOption {
        type = types.str;
        default =
          if address != null then
            address
          else if public && cfg.openFirewall then
            "0.0.0.0"
          else
            "127.0.0.1";
        defaultText = lib.literalExpression (
          if address != null then
            builtins.toJSON address
          else if public then
            ''if openFirewall then "0.0.0.0" else "127.0.0.1"''
          else
            ''"127.0.0.1"''
        );
        readOnly = isAddressFixed;
        description = "Address of ${summary}${lib.optionalString isAddressFixed "; fixed by the program"}.";
      };
    };
in
{
  options.services.${unit} = {
    listen = lib.mapAttrs optionsOf about.listen;

    listensLow = mkOption {
      type = types.bool;
      internal = true;
      default = about.listensLow cfg || lib.any ({ port, ... }: port < 1024) (lib.attrValues cfg.listen);
      description = "Whether a port needs CAP_NET_BIND_SERVICE.";
    };
  };

  config = lib.mkIf cfg.enable {
    atproto.listeners = lib.mapAttrsToList (name: listener: {
      option = "services.${unit}.listen.${name}";
      inherit (listener) address port;
      protocol = about.listen.${name}.protocol or "tcp";
    }) (lib.filterAttrs (name: _: !(about.listen.${name}.yields or false)) cfg.listen);
  };
}
