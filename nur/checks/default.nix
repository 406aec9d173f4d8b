/*
  What `nix flake check` looks at besides the packages: metadata, layout, dead code; on Linux every module, evaluated by NixOS,
  and the services that a virtual machine without a network can try.

  Refuses nothing by itself: an error of metadata or modules stops the evaluation, the rest fails a build.
*/
{
  lib,
  pkgs,
  set,
  nixos,
  nixosSystem,
}:
let
  check =
    name: tools: command:
    pkgs.runCommand name { nativeBuildInputs = tools; } ''
      cd ${../.}
      ${command}
      touch "$out"
    '';

  facts = lib.mapAttrs (_: package: {
    inherit (package) version;
    inherit (package.meta) broken;
    inherit (package.passthru) atproto language;
  }) set.packages;
in
{
  # Forces the metadata of every package, on whatever system they run.
  metadata = pkgs.writeText "metadata.json" (builtins.toJSON facts);
  layout = check "layout" [ pkgs.nixfmt-rfc-style ] "find . -name '*.nix' -exec nixfmt --check {} +";
  dead-code = check "dead-code" [ pkgs.deadnix ] "deadnix --fail .";
  antipatterns = check "antipatterns" [ pkgs.statix ] "statix check .";
}
// lib.optionalAttrs pkgs.stdenv.hostPlatform.isLinux (
  import ./modules.nix {
    inherit
      lib
      nixos
      nixosSystem
      pkgs
      ;
  }
  // import ./machines.nix {
    inherit
      lib
      nixos
      pkgs
      set
      ;
  }
)
