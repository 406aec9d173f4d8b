{
  description = "A NixOS module for a service of the AT Protocol";

  inputs.nur.url = "github:atproto-nix/nur?dir=nur";

  outputs =
    { nur, ... }:
    {
      nixosModules.default = {
        imports = [ ./module.nix ];
        nixpkgs.overlays = [ nur.overlays.default ];
      };
    };
}
