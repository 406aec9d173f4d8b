{
  buildRustPrograms,
  lib,
  localSource,
  makeRustWorkspace,
  ...
}:

buildRustPrograms {
  pname = "my-service";
  workspace = makeRustWorkspace {
    source = localSource {
      name = "my-service";
      version = "0.1.0";
      path = ./.;
    };
  };

  meta = {
    description = "Says hello to the network";
    homepage = "https://example.org/my-service";
    license = lib.licenses.mit;
    mainProgram = "my-service";
    platforms = lib.platforms.unix;
  };

  atproto = {
    category = "application";
    services = [ "my-service" ];
    protocols = [ "com.atproto" ];
    dependencies = [ ];
    tier = 3;
  };
}
