/*
  The folders under modules/, read once: `modules/<organization>/<name>/` with `service.nix`, a daemon, or `site.nix`, files for
  a web server.

  Refuses nothing: a folder with neither is no module.
*/
{ lib }:
let
  inherit (builtins) pathExists readDir;

  foldersOf = folder: lib.attrNames (lib.filterAttrs (_: kind: kind == "directory") (readDir folder));

  moduleIn =
    folder:
    lib.findFirst ({ file, ... }: pathExists file) null (
      map
        (kind: {
          inherit kind;
          file = folder + "/${kind}.nix";
          example = folder + "/example.nix";
          test = if pathExists (folder + "/test.nix") then folder + "/test.nix" else null;
        })
        [
          "service"
          "site"
        ]
    );

  organizationIn =
    folder:
    lib.filterAttrs (_: found: found != null) (
      lib.genAttrs (foldersOf folder) (name: moduleIn (folder + "/${name}"))
    );
in
root:
lib.filterAttrs (_: modules: modules != { }) (
  lib.genAttrs (foldersOf root) (organization: organizationIn (root + "/${organization}"))
)
