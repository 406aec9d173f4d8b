{
  buildGoPrograms,
  lib,
  localSource,
  ...
}:

buildGoPrograms {
  pname = "my-service";
  source = localSource {
    name = "my-service";
    version = "0.1.0";
    path = ./.;
  };
  subPackages = [ "." ];
  # Once go.mod requires something: `vendorHash`, which a build with a wrong one tells.
  hasDependencies = false;

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
