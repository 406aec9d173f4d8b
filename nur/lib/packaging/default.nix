/*
  The builders, one a language, for the package set and for whoever brings a nixpkgs of their own.

  Each takes what is special about a package and refuses to be given a fetcher: sources come as data.
*/
{
  lib,
  pkgs,
  craneLib,
}:
let
  callWith = lib.callPackageWith (pkgs // own);

  own = {
    inherit craneLib lib pkgs;
    makePackage = callWith ./make-package.nix { };
    # What is known of a package for which there is no recipe yet.
    describeBroken =
      { broken, ... }@given:
      own.makePackage given (throw "a recipe that is not there was asked for: ${broken}");
    fetchFromTangled = callWith ../fetch-from-tangled.nix { };
    fetchNpmTarball = callWith ./fetch-npm-tarball.nix { };
    # Newer nixpkgs moved it out of pnpm.
    fetchPnpmDeps = pkgs.fetchPnpmDeps or null;
    pnpmConfigHook = pkgs.pnpmConfigHook or null;
  };
in
own
// callWith ./rust.nix { }
// callWith ./go.nix { }
// callWith ./npm.nix { }
// callWith ./pnpm.nix { }
// callWith ./deno.nix { }
// callWith ./ruby.nix { }
// callWith ./prebuilt.nix { }
// {
  # A folder of your own, in the place of an entry of sources.json.
  localSource =
    {
      name,
      version,
      path,
    }:
    {
      inherit name version;
      missing = null;
      versionOf = _: version;
      src = path;
      checkout = path;
    };

  readSources = callWith ../sources.nix { inherit (own) fetchFromTangled; };
}
