{
  buildRustPrograms,
  lib,
  libpq,
  makeRustWorkspace,
  protobuf,
  rustPlatform,
  sources,
}:

buildRustPrograms {
  workspace = makeRustWorkspace {
    source = sources.parakeet;
    nativeBuildInputs = [
      protobuf
      rustPlatform.bindgenHook
    ];
    buildInputs = [ libpq ];
  };
  pname = "parakeet";
  crane.cargoExtraArgs = "--locked --workspace --features parakeet-index/server";

  meta = {
    description = "AppView of the Bluesky application, with its consumer and its index";
    homepage = "https://gitlab.com/parakeet-social/parakeet";
    license = lib.licenses.mit;
    mainProgram = "parakeet";
    platforms = lib.platforms.unix;
  };

  atproto = {
    category = "application";
    services = [
      "appview"
      "consumer"
      "index"
    ];
    protocols = [
      "com.atproto"
      "app.bsky"
    ];
    dependencies = [ ];
    tier = 2;
  };
}
