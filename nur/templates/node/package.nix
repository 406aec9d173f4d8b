{
  buildNpmApp,
  lib,
  localSource,
  ...
}:

buildNpmApp {
  pname = "my-service";
  source = localSource {
    name = "my-service";
    version = "0.1.0";
    path = ./.;
  };
  # Not known yet: `npm install --package-lock-only`, then `prefetch-npm-deps package-lock.json` prints it.
  npmDepsHash = null;

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
