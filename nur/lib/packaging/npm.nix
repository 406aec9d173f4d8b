/*
  Node programs and web sites with a package-lock.json.

  Refuses install scripts unless asked: they download what the hash of the lock does not cover.
*/
{
  lib,
  buildNpmPackage,
  makePackage,
}:
{
  buildNpmApp =
    {
      source,
      npmDepsHash,
      # Folder of package-lock.json within the source.
      folder ? null,
      # Given to buildNpmPackage as they are.
      npm ? { },
      ...
    }@given:
    makePackage
      (
        {
          language = "node";
          needs = { inherit npmDepsHash; };
        }
        // removeAttrs given [
          "npmDepsHash"
          "folder"
          "npm"
        ]
      )
      (
        common:
        buildNpmPackage (
          {
            inherit (source) src;
            inherit npmDepsHash;
            npmFlags = [ "--ignore-scripts" ];
          }
          // lib.optionalAttrs (folder != null) { sourceRoot = "${source.src.name}/${folder}"; }
          // npm
          // common
        )
      );
}
