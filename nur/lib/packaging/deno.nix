/*
  Deno programs and web sites: `deno install --frozen` fills node_modules once, as a fixed output; the build is offline.

  Refuses systems without a hash: node_modules holds native programs, so one system's hash says nothing of another's.
*/
{
  lib,
  stdenv,
  deno,
  makePackage,
}:
let
  quietly = ''
    export HOME="$TMPDIR" DENO_NO_UPDATE_CHECK=1 DENO_NO_PROMPT=1
  '';

  nodeModulesOf =
    {
      source,
      folder,
      prepare,
      hash,
    }:
    stdenv.mkDerivation (
      {
        pname = "${source.name}-node-modules";
        inherit (source) src version;
        nativeBuildInputs = [ deno ];
        # The fixup phase stays: the hashes were taken with it.
        buildPhase = ''
          runHook preBuild
          ${quietly}${prepare}
          deno install --frozen
          runHook postBuild
        '';
        installPhase = ''
          runHook preInstall
          mkdir -p "$out"
          cp -r node_modules "$out/"
          runHook postInstall
        '';
        outputHashMode = "recursive";
        outputHash = hash;
      }
      // lib.optionalAttrs (folder != null) { sourceRoot = "${source.src.name}/${folder}"; }
    );
in
{
  buildDenoApp =
    {
      source,
      # By system; null: known for none.
      nodeModulesHash,
      folder ? null,
      # Shell run before anything else, to make what the lock needs to resolve.
      prepare ? "",
      # Given to mkDerivation as they are.
      derivation ? { },
      ...
    }@given:
    let
      inherit (stdenv.hostPlatform) system;
      known = if nodeModulesHash == null then [ ] else lib.attrNames nodeModulesHash;
    in
    makePackage
      (
        {
          language = "deno";
          needs = { inherit nodeModulesHash; };
        }
        // removeAttrs given [
          "nodeModulesHash"
          "folder"
          "prepare"
          "derivation"
        ]
        // {
          meta = given.meta // lib.optionalAttrs (known != [ ]) { platforms = known; };
        }
      )
      (
        common:
        let
          nodeModules = nodeModulesOf {
            inherit folder prepare source;
            hash = nodeModulesHash.${system};
          };
        in
        stdenv.mkDerivation (
          {
            inherit (source) src;
            nativeBuildInputs = [ deno ] ++ derivation.nativeBuildInputs or [ ];
            configurePhase = ''
              runHook preConfigure
              ${quietly}${prepare}
              cp -r ${nodeModules}/node_modules .
              chmod -R u+w node_modules
              runHook postConfigure
            '';
          }
          // lib.optionalAttrs (folder != null) { sourceRoot = "${source.src.name}/${folder}"; }
          // removeAttrs derivation [ "nativeBuildInputs" ]
          // common
        )
      );
}
