/*
  Every module under the real NixOS, one check an organization: its example evaluates, is refused nothing and warned of nothing, and
  its unit has the sandbox, but for the exceptions it names.

  Refuses at evaluation, by module and reason; what is built is the list of units.
*/
{
  lib,
  nixos,
  nixosSystem,
  pkgs,
}:
let
  inherit (import ../lib/service-common { inherit lib; }) exceptions strict;

  hostOf =
    attribute: settings:
    (nixosSystem {
      inherit (pkgs.stdenv.hostPlatform) system;
      modules = [
        nixos.modules.${attribute}
        settings
        {
          # As little of a host as NixOS accepts.
          boot.isContainer = true;
          security.acme = {
            acceptTerms = true;
            defaults.email = "admin@example.org";
          };
          system.stateVersion = lib.mkDefault "25.11";
        }
      ];
    }).config;

  ours = prefix: lib.filter (lib.hasPrefix prefix);

  complaintsOf =
    attribute: host:
    ours "services.${attribute}" (
      map ({ message, ... }: message) (lib.filter ({ assertion, ... }: !assertion) host.assertions)
      ++ host.warnings
    );

  looseOf =
    attribute: host:
    let
      unit = host.systemd.services.${attribute}.serviceConfig;
      excepted = lib.concatMap (name: lib.attrNames exceptions.${name}) (
        lib.attrNames host.services.${attribute}.hardeningExceptions
      );
      kept = removeAttrs strict excepted;
    in
    lib.filter (directive: unit.${directive} or null != kept.${directive}) (lib.attrNames kept);

  factsOf =
    organization: name:
    { kind, example, ... }:
    let
      attribute = "${organization}-${name}";
      host = hostOf attribute example;
      complaints = complaintsOf attribute host;
      loose = lib.optionals (kind == "service") (looseOf attribute host);
    in
    if complaints != [ ] then
      throw "${attribute}: its example: ${lib.concatStringsSep "; " complaints}"
    else if loose != [ ] then
      throw "${attribute}: its sandbox lacks ${lib.concatStringsSep ", " loose} and no exception says why"
    else
      lib.mapAttrs (_: unit: unit.serviceConfig.ExecStart or "") (
        lib.filterAttrs (unit: _: lib.hasPrefix attribute unit) host.systemd.services
      );
in
lib.mapAttrs' (
  organization: modules:
  lib.nameValuePair "modules-${organization}" (
    pkgs.writeText "modules-${organization}.json" (
      builtins.toJSON (lib.mapAttrs (factsOf organization) modules)
    )
  )
) nixos.organizations
