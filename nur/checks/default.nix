/*
  What `nix flake check` looks at besides the packages: metadata, layout, dead code.

  Refuses nothing by itself: a metadata error stops the evaluation, the rest fails a build.
*/
{
  lib,
  pkgs,
  set,
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
