/*
  All packages for one nixpkgs: found, called, checked, collected; in one place for the flake, the overlay and default.nix.

  Refuses a package whose metadata is wrong, at the moment it is used; its neighbours are not touched.
*/
{
  lib,
  pkgs,
  craneLib,
  root ? ../pkgs,
}:
let
  inherit (pkgs.stdenv) hostPlatform;

  organizations = import ./discover.nix { inherit lib; } root;
  core = import ./atproto-core.nix { inherit lib; };
  builders = import ./packaging { inherit craneLib lib pkgs; };

  callPackage = lib.callPackageWith (pkgs // packages // builders);

  # Only what the function asks for, since callPackage refuses the rest.
  asked = file: given: builtins.intersectAttrs (lib.functionArgs (import file)) given;

  packagesOf =
    organization: found:
    let
      sources = builders.readSources "pkgs/${organization}/sources.json" found.sources;
      workspace = callPackage found.workspace (asked found.workspace { inherit sources; });
      packageOf =
        name:
        { file, hashes }:
        let
          attribute = "${organization}-${name}";
          given = {
            inherit sources workspace;
            hashes = found.hashes // hashes;
          };
        in
        lib.nameValuePair attribute (
          core.validatePackage (lib.attrNames packages) attribute (callPackage file (asked file given))
        );
    in
    lib.mapAttrs' packageOf found.packages;

  byOrganization = lib.mapAttrs packagesOf organizations;

  packages = lib.concatMapAttrs (_: members: members) byOrganization;

  # One whose metadata does not evaluate stays, so that its own error is seen and no other's.
  isAvailable =
    package:
    let
      answer = builtins.tryEval (lib.meta.availableOn hostPlatform package);
    in
    !answer.success || answer.value;

  isFree = package: lib.all (license: license.free or true) (lib.toList package.meta.license);

  collections = lib.mapAttrs' (
    organization: members:
    lib.nameValuePair "${organization}-all" (
      import ./collection.nix {
        inherit lib members organization;
        inherit (builders) makePackage;
        inherit (pkgs) buildEnv;
        inherit (hostPlatform) system;
        isAvailable = lib.meta.availableOn hostPlatform;
        inherit (core) brokenReasonOf;
        inherit isFree;
      }
    )
  ) byOrganization;

  renamed = lib.concatMapAttrs (_: { aliases, ... }: aliases) organizations;

  aliases = lib.mapAttrs (
    former: attribute:
    lib.warn "${former} is now called ${attribute}; the old name will go" (
      packages.${attribute} or (throw "alias ${former}: ${attribute} is no package of this set")
    )
  ) renamed;
in
{
  inherit
    aliases
    builders
    byOrganization
    collections
    packages
    ;

  # What this system can have; the broken are among them, and say so.
  available = lib.filterAttrs (_: isAvailable) packages // collections;

  # What is worth building here.
  buildable = lib.filterAttrs (
    _: package: isAvailable package && isFree package && !package.meta.broken
  ) packages;
}
