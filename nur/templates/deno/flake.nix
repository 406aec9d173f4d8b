{
  description = "A web application with Deno and Vite";

  inputs.nur.url = "github:atproto-nix/nur?dir=nur";

  outputs =
    { nur, ... }:
    {
      packages = builtins.mapAttrs (_: builders: {
        default = import ./package.nix builders;
      }) nur.lib.buildersFor;
    };
}
