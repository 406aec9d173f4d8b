{
  description = "Small AT Protocol tools of two organizations: a package set that needs no nixpkgs";

  outputs =
    _:
    let
      systems = [
        "x86_64-linux"
        "aarch64-linux"
        "aarch64-darwin"
      ];

      foldersOf =
        folder:
        let
          entries = builtins.readDir folder;
        in
        builtins.filter (name: entries.${name} == "directory") (builtins.attrNames entries);

      packagesOf =
        system: organization:
        map (name: {
          name = "${organization}-${name}";
          value = import (./pkgs + "/${organization}/${name}/package.nix") {
            makeTool = import ./lib/make-tool.nix { inherit system; };
          };
        }) (foldersOf (./pkgs + "/${organization}"));

      packagesFor =
        system: builtins.listToAttrs (builtins.concatMap (packagesOf system) (foldersOf ./pkgs));
    in
    {
      packages = builtins.listToAttrs (
        map (system: {
          name = system;
          value = packagesFor system;
        }) systems
      );
    };
}
