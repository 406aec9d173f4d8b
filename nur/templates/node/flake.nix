{
  description = "A service in JavaScript, with npm";

  inputs.nur.url = "github:atproto-nix/nur?dir=nur";

  outputs =
    { nur, ... }:
    {
      packages = builtins.mapAttrs (_: builders: {
        default = import ./package.nix builders;
      }) nur.lib.buildersFor;
    };
}
