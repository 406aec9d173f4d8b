/*
  One package of a pnpm workspace. Catalogs need nothing more: pnpm writes what they resolve to into the lock.

  Refuses a store whose hash is not known, by way of make-package.
*/
{
  lib,
  stdenv,
  fetchPnpmDeps,
  makePackage,
  nodejs,
  pnpmConfigHook,
}:
let
  fetchStore =
    { pnpm, ... }@arguments:
    if fetchPnpmDeps != null then
      fetchPnpmDeps arguments
    else
      pnpm.fetchDeps (removeAttrs arguments [ "pnpm" ]);

  buildWorkspacePhase = member: ''
    runHook preBuild
    pnpm --offline --filter ${lib.escapeShellArg "${member}..."} run --if-present build
    runHook postBuild
  '';

  installWorkspacePhase = member: ''
    runHook preInstall
    pnpm --offline --filter ${lib.escapeShellArg member} deploy --prod "$out/lib/node_modules/${member}"
    runHook postInstall
  '';
in
{
  buildPnpmPackage =
    {
      source,
      pnpm,
      pnpmDepsHash,
      # Format of the store that the hash was taken of.
      pnpmStoreFormat ? 2,
      # Name of the package within the workspace; null: there is no workspace.
      member ? null,
      # Folder of pnpm-lock.yaml within the source.
      folder ? null,
      # Given to mkDerivation as they are.
      node ? { },
      ...
    }@given:
    makePackage
      (
        {
          language = "node";
          needs = { inherit pnpmDepsHash; };
        }
        // removeAttrs given [
          "pnpm"
          "pnpmDepsHash"
          "pnpmStoreFormat"
          "member"
          "folder"
          "node"
        ]
      )
      (
        common:
        let
          place = lib.optionalAttrs (folder != null) { sourceRoot = "${source.src.name}/${folder}"; };
          limits = lib.optionalAttrs (member != null) { pnpmWorkspaces = [ "${member}..." ]; };
        in
        stdenv.mkDerivation (
          {
            inherit (source) src;
            nativeBuildInputs = [
              nodejs
              pnpm
              (if pnpmConfigHook != null then pnpmConfigHook else pnpm.configHook)
            ]
            ++ node.nativeBuildInputs or [ ];
            pnpmDeps = fetchStore (
              {
                inherit (common) pname version;
                inherit (source) src;
                inherit pnpm;
                fetcherVersion = pnpmStoreFormat;
                hash = pnpmDepsHash;
              }
              // place
              // limits
            );
          }
          // place
          // limits
          // lib.optionalAttrs (member != null) {
            buildPhase = buildWorkspacePhase member;
            installPhase = installWorkspacePhase member;
          }
          // removeAttrs node [ "nativeBuildInputs" ]
          // common
        )
      );
}
