{
  buildRustPrograms,
  craneLib,
  lib,
  makeRustWorkspace,
  sources,
}:

let
  source = sources.slices;
  lockIn = folder: source.checkout + "/${folder}/Cargo.lock";
in
buildRustPrograms {
  workspace = makeRustWorkspace {
    inherit source;
    env.SQLX_OFFLINE = "true";
    crane = {
      # Two lock files: the crate beside the API is no member of its workspace.
      cargoVendorDir = craneLib.vendorMultipleCargoDeps {
        cargoLockList = map lockIn [
          "api"
          "crates/slices-lexicon"
        ];
      };
      sourceRoot = "source/api";
    };
  };
  pname = "slices-api";
  crane = {
    # One crate: there is nobody to share its dependencies with.
    cargoArtifacts = null;
    postInstall = ''
      mkdir -p "$out/share/slices-api"
      cp -r migrations "$out/share/slices-api/"
    '';
  };

  meta = {
    description = "Server of Slices: AppViews made from lexicons";
    homepage = "https://slices.network";
    license = lib.licenses.mit;
    mainProgram = "slices";
    platforms = lib.platforms.unix;
  };

  atproto = {
    category = "application";
    services = [
      "appview"
      "api"
    ];
    protocols = [
      "com.atproto"
      "network.slices"
    ];
    dependencies = [ ];
    tier = 2;
  };
}
