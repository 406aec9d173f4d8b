{
  description = "AT Protocol software: packages, builders and templates";

  inputs = {
    nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";
    crane.url = "github:ipetkov/crane";
  };

  outputs =
    {
      self,
      nixpkgs,
      crane,
    }:
    let
      inherit (nixpkgs) lib;

      library = import ./lib { inherit lib; };

      systems = [
        "x86_64-linux"
        "aarch64-linux"
        "x86_64-darwin"
        "aarch64-darwin"
      ];

      nixos = library.nixosModules { overlay = self.overlays.default; };

      perSystem = lib.genAttrs systems;

      pkgsFor = perSystem (system: nixpkgs.legacyPackages.${system});

      sets = perSystem (
        system:
        library.packageSet {
          pkgs = pkgsFor.${system};
          craneLib = crane.mkLib pkgsFor.${system};
        }
      );
    in
    {
      packages = perSystem (system: sets.${system}.available);

      # Former names: found by `nix build .#NAME`, warned about, and built by no job.
      legacyPackages = perSystem (system: sets.${system}.aliases);

      overlays.default = import ./lib/overlay.nix crane.mkLib;

      nixosModules = nixos.modules;

      lib = library // {
        inherit systems;
        # The builders with this flake's nixpkgs and crane.
        buildersFor = lib.mapAttrs (_: set: set.builders) sets;
        report = library.renderReport sets.x86_64-linux.byOrganization;
        moduleReport = nixos.report;
      };

      templates = import ./templates { inherit lib; };

      formatter = perSystem (system: pkgsFor.${system}.nixfmt-tree);

      checks = perSystem (
        system:
        import ./checks {
          inherit lib;
          pkgs = pkgsFor.${system};
          set = sets.${system};
          inherit nixos;
          inherit (nixpkgs.lib) nixosSystem;
        }
      );

      ciJobs = perSystem (system: {
        packages = sets.${system}.buildable;
        checks = self.checks.${system};
      });
    };
}
