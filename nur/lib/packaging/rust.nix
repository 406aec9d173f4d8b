/*
  Rust by crane: the dependencies of a workspace are built once and shared by its crates.

  Refuses to run tests unless asked: those of these workspaces want a network or a database.
*/
{
  lib,
  craneLib,
  makePackage,
  pkg-config,
  openssl,
}:
let
  makeRustWorkspace =
    {
      source,
      # Folder of Cargo.lock within the source.
      folder ? null,
      nativeBuildInputs ? [ ],
      buildInputs ? [ ],
      env ? { },
      # Given to crane as they are.
      crane ? { },
    }:
    let
      # Called "source" like any other, so that a sourceRoot can be written down.
      src = lib.cleanSourceWith {
        name = "source";
        src = if folder == null then source.checkout else source.checkout + "/${folder}";
      };

      arguments = {
        inherit src;
        # Cargo.lock is read once for all crates.
        cargoVendorDir = craneLib.vendorCargoDeps { inherit src; };
        strictDeps = true;
        doCheck = false;
        nativeBuildInputs = [ pkg-config ] ++ nativeBuildInputs;
        buildInputs = [ openssl ] ++ buildInputs;
        env = {
          OPENSSL_NO_VENDOR = "1";
        }
        // env;
      }
      // crane;
    in
    {
      inherit arguments source;
      cargoArtifacts = craneLib.buildDepsOnly (
        arguments
        // {
          pname = source.name;
          inherit (source) version;
        }
      );
    };

  flags = name: values: lib.concatMapStrings (value: " --${name} ${value}") values;

  # `extra` goes to crane last; lists of inputs belong to the workspace, since they change its dependencies.
  buildCrate =
    workspace: extra: common:
    craneLib.buildPackage (
      workspace.arguments // { inherit (workspace) cargoArtifacts; } // extra // common
    );

  descriptionOf =
    arguments: { language = "rust"; } // { inherit (arguments.workspace) source; } // arguments.package;
in
{
  inherit makeRustWorkspace;

  # Programs of one crate. `programs`: the binaries, as Cargo calls them; none: all of the crate.
  buildRustPrograms =
    {
      workspace,
      crate ? null,
      programs ? [ ],
      features ? [ ],
      crane ? { },
      ...
    }@given:
    makePackage
      (descriptionOf {
        inherit workspace;
        package = removeAttrs given [
          "workspace"
          "crate"
          "programs"
          "features"
          "crane"
        ];
      })
      (
        buildCrate workspace (
          {
            cargoExtraArgs =
              "--locked"
              + flags "package" (lib.optional (crate != null) crate)
              + flags "features" features
              + flags "bin" programs;
          }
          // crane
        )
      );

  # A library crate: proven to compile, installed as the sources that a path dependency wants.
  buildRustLibrary =
    {
      workspace,
      crate,
      folder ? crate,
      ...
    }@given:
    makePackage
      (descriptionOf {
        inherit workspace;
        package =
          removeAttrs given [
            "workspace"
            "crate"
            "folder"
          ]
          // {
            noProgram = "a library crate: its sources are in share/cargo/${crate}";
          };
      })
      (
        buildCrate workspace {
          cargoExtraArgs = "--locked --package ${crate} --lib";
          installPhaseCommand = ''
            mkdir -p "$out/share/cargo"
            cp -R ${lib.escapeShellArg folder} "$out/share/cargo/${crate}"
          '';
        }
      );
}
