/*
  Go: any number of services of one module share its source and its vendor hash.

  Refuses an unknown vendor hash by way of make-package: null means unknown, not `vendored in the tree`.
*/
{
  buildGoModule,
  makePackage,
}:
{
  buildGoPrograms =
    {
      source,
      # Not asked for where go.mod requires nothing.
      hasDependencies ? true,
      vendorHash ? null,
      # Folders of the commands, such as `cmd/relay`.
      subPackages,
      # Given to buildGoModule as they are.
      go ? { },
      ...
    }@given:
    makePackage
      (
        {
          language = "go";
          needs = if hasDependencies then { inherit vendorHash; } else { };
        }
        // removeAttrs given [
          "hasDependencies"
          "vendorHash"
          "subPackages"
          "go"
        ]
      )
      (
        common:
        buildGoModule (
          {
            inherit (source) src;
            inherit subPackages vendorHash;
            ldflags = [
              "-s"
              "-w"
            ];
            # Upstream tests want a network.
            doCheck = false;
          }
          // go
          // common
        )
      );
}
