{
  description = "A service in Rust, built by crane";

  inputs.nur.url = "github:atproto-nix/nur?dir=nur";

  outputs =
    { nur, ... }:
    {
      packages = builtins.mapAttrs (_: builders: {
        default = import ./package.nix builders;
      }) nur.lib.buildersFor;
    };
}
