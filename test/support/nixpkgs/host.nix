/*
  A host with nur/'s modules, as far as this evaluates: what its units, users, ports and neighbours would be.

  Refuses to be NixOS: options of NixOS are declared in nixos.nix and come out as they were set.
*/
{
  nur,
  standIn ? ./.,
  lib ? import (standIn + "/lib.nix"),
  system ? "x86_64-linux",
}:
let
  overlay = import (nur + "/lib/overlay.nix") (_: import (standIn + "/crane") { inherit pkgs; });
  pkgs = import standIn {
    inherit system;
    overlays = [ overlay ];
  };
  found = (import (nur + "/lib") { inherit lib; }).nixosModules { inherit overlay; };

  evaluate =
    modules:
    lib.evalModules {
      modules = [
        (standIn + "/nixos.nix")
        {
          _module.args.pkgs = pkgs;
          systemd.package = pkgs.systemd;
        }
      ]
      ++ modules;
    };

  unitOf = unit: {
    inherit (unit)
      after
      requires
      wantedBy
      unitConfig
      environment
      preStart
      serviceConfig
      startAt
      ;
    path = map toString unit.path;
  };

  factsOf =
    names: modules:
    let
      host = (evaluate modules).config;
      failed = map ({ message, ... }: message) (
        lib.filter ({ assertion, ... }: !assertion) host.assertions
      );
    in
    {
      inherit failed;
      inherit (host) users virtualisation warnings;
      inherit (host.networking) firewall;
      inherit (host.systemd) timers;
      tmpfiles = host.systemd.tmpfiles.settings;
      etc = host.environment.etc;
      # NixOS says what is missing before it looks at values.
      pds = lib.optionalAttrs (
        host.services.bluesky-pds.enable && failed == [ ]
      ) host.services.bluesky-pds.settings;
      units = lib.mapAttrs (_: unitOf) host.systemd.services;
      services = {
        inherit (host.services)
          nginx
          openssh
          postgresql
          postgresqlBackup
          prometheus
          redis
          restic
          ;
      }
      // lib.genAttrs names (name: removeAttrs host.services.${name} [ "package" ]);
    };

  each = lib.concatMapAttrs (
    organization: lib.mapAttrs' (name: lib.nameValuePair "${organization}-${name}")
  ) found.organizations;

  # Of every profile: switched on with nothing else said, and its example.
  profiles = lib.genAttrs found.profileNames (
    name:
    let
      profile = found.modules."profile-${name}";
    in
    {
      defaults =
        factsOf
          [ ]
          [
            profile
            { atproto.profiles.${name}.enable = true; }
          ];
      full =
        factsOf
          [ ]
          [
            profile
            (import (nur + "/profiles/${name}/example.nix"))
          ];
    }
  );

  # Of every module the same question; `of` its attribute and what was found of it.
  ask =
    settings:
    lib.mapAttrs (
      name: module:
      factsOf
        [ name ]
        [
          found.modules.${name}
          (settings name module)
        ]
    ) each;

  optionsOf =
    path: options:
    lib.concatMap (
      name:
      let
        option = options.${name};
        here = if path == "" then name else "${path}.${name}";
      in
      # An alias is that of another option.
      if !(option.visible or true) then
        [ ]
      else if option._type or "" == "option" then
        [
          {
            path = here;
            type = option.type.name;
            description = option.description or "";
          }
        ]
      else
        optionsOf here option
    ) (lib.attrNames options);
in
{
  inherit
    each
    evaluate
    factsOf
    nur
    pkgs
    ;
  inherit (found) modules;
  inherit profiles;

  defaults = ask (name: _: { services.${name}.enable = true; });
  full = ask (_: { example, ... }: example);
  options = lib.mapAttrs (
    name: _: optionsOf "" (evaluate [ found.modules.${name} ]).options.services.${name}
  ) each;
}
