/*
  The stand-in package set: `import ./. { system = "x86_64-linux"; }`.

  Refuses names that nur/ does not use: a package that asks for another fails as it would fail for a name nixpkgs lacks.
*/
{
  system ? builtins.currentSystem,
  overlays ? [ ],
  # Newer nixpkgs have the store of pnpm packages as a function of its own.
  isNewer ? false,
  isUnfreeAllowed ? false,
}:
let
  lib = import ./lib.nix;

  hostPlatform = {
    inherit system;
    isLinux = lib.elem system lib.platforms.linux;
    isDarwin = lib.elem system lib.platforms.darwin;
  };

  make = import ./derivations.nix { inherit hostPlatform isUnfreeAllowed lib; };

  tools = lib.genAttrs [
    "autoPatchelfHook"
    "bash"
    "binaryen"
    "cacert"
    "chromedriver"
    "chromium"
    "curl"
    "deadnix"
    "deno"
    "diesel-cli"
    "esbuild"
    "git"
    "libpq"
    "lld"
    "lz4"
    "makeBinaryWrapper"
    "makeWrapper"
    "nixfmt-rfc-style"
    "nixfmt-tree"
    "nodejs"
    "openssl"
    "perl"
    "pkg-config"
    "protobuf"
    "ruby"
    "ruby_3_3"
    "sqlite"
    "statix"
    "systemd"
    "tailwindcss"
    "tailwindcss_4"
    "templ"
    "wasm-bindgen-cli_0_2_100"
    "zlib"
    "zstd"
  ] make.tool;

  pnpmStore = given: make.fetch "pnpm" { inherit (given) hash pname; };

  packages =
    tools
    // {
      inherit lib system;
      config.allowUnfree = isUnfreeAllowed;
      inherit (make) buildEnv;
      stdenv = {
        inherit hostPlatform;
        inherit (make) mkDerivation;
        cc.cc.lib = make.tool "gcc-lib";
      };
      stdenvNoCC = {
        inherit (make) mkDerivation;
      };

      fetchurl = make.fetch "fetchurl";
      fetchzip = make.fetch "fetchzip";
      fetchgit = make.fetch "fetchgit";
      fetchFromGitHub = make.fetch "fetchFromGitHub";
      fetchFromGitLab = make.fetch "fetchFromGitLab";
      fetchFromGitea = make.fetch "fetchFromGitea";

      buildGoModule = make.buildWith "vendorHash";
      buildNpmPackage = make.buildWith "npmDepsHash";
      bundlerEnv =
        given:
        make.mkDerivation (
          removeAttrs given [
            "gemset"
            "ruby"
          ]
          // {
            gems = lib.mapAttrsToList (
              name: gem:
              make.fetch "fetchurl" {
                inherit name;
                hash = "sha256:${gem.source.sha256}";
              }
            ) given.gemset;
          }
        )
        // {
          wrappedRuby = make.tool "ruby";
        };
      runCommand =
        name: given: command:
        make.mkDerivation (given // { inherit command name; });
      writeText = name: text: make.mkDerivation { inherit name text; };
      runtimeShell = "${make.tool "bash"}/bin/bash";
      writeShellScript = name: text: make.mkDerivation { inherit name text; };

      # The nodes are evaluated, and nothing is booted.
      testers.runNixOSTest =
        given:
        make.mkDerivation {
          name = "vm-test-run-${given.name}";
          inherit (given) testScript;
          units = lib.mapAttrsToList (
            _: node:
            lib.mapAttrsToList (_: unit: unit.serviceConfig.ExecStart or "")
              (lib.nixosSystem {
                inherit system;
                modules = [ node ];
              }).config.systemd.services
          ) given.nodes;
        };

      rustPlatform.bindgenHook = make.tool "bindgen-hook";
      pnpm_9 =
        make.tool "pnpm"
        // lib.optionalAttrs (!isNewer) {
          configHook = make.tool "pnpm-config-hook";
          fetchDeps = pnpmStore;
        };
    }
    // lib.optionalAttrs isNewer {
      fetchPnpmDeps = pnpmStore;
      pnpmConfigHook = make.tool "pnpm-config-hook";
    };

  extended = builtins.foldl' (
    previous: overlay: previous // overlay extended previous
  ) packages overlays;
in
extended
