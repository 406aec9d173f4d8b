{
  description = "A service in Ruby, its gems as data";

  inputs.nur.url = "github:atproto-nix/nur?dir=nur";

  outputs =
    { nur, ... }:
    {
      packages = builtins.mapAttrs (_: builders: {
        default = import ./package.nix builders;
      }) nur.lib.buildersFor;
    };
}
