/*
  Services in a virtual machine: `modules/<organization>/<name>/test.nix` says how one is tried, `{ settings, port, script }`.

  Refuses a unit whose sandbox systemd itself does not think well of; leaves out what cannot be built.
*/
{
  lib,
  nixos,
  pkgs,
  set,
}:
let
  # Of 100, as systemd-analyze counts: below 30 it calls a unit "OK".
  exposure = 30;

  machineOf =
    attribute:
    { test, kind, ... }:
    let
      given = import test;
      unit = if kind == "service" then attribute else "nginx";
    in
    pkgs.testers.runNixOSTest {
      name = attribute;
      # The modules bring an overlay.
      node.pkgsReadOnly = false;
      nodes.machine = {
        imports = [
          nixos.modules.${attribute}
          given.settings
        ];
      };
      testScript = ''
        machine.wait_for_unit("${unit}.service")
        machine.wait_for_open_port(${toString given.port})
        ${lib.optionalString (
          kind == "service"
        ) ''machine.succeed("systemd-analyze security --threshold=${toString exposure} ${unit}.service")''}
        ${given.script}
      '';
    };

  tried = lib.concatMapAttrs (
    organization: found:
    lib.mapAttrs' (name: lib.nameValuePair "${organization}-${name}") (
      lib.filterAttrs (
        name: { test, ... }: test != null && set.buildable ? "${organization}-${name}"
      ) found
    )
  ) nixos.organizations;
in
lib.mapAttrs' (
  attribute: module: lib.nameValuePair "machine-${attribute}" (machineOf attribute module)
) tried
