{
  buildDenoApp,
  lib,
  localSource,
  ...
}:

buildDenoApp {
  pname = "my-service";
  source = localSource {
    name = "my-service";
    version = "0.1.0";
    path = ./.;
  };
  # By system, such as { x86_64-linux = "sha256-…"; }. Not known yet: `deno install` writes deno.lock, a build tells the hash.
  nodeModulesHash = null;
  noProgram = "files for a web server, in share/my-service";
  derivation = {
    buildPhase = ''
      runHook preBuild
      deno task build
      runHook postBuild
    '';
    installPhase = ''
      runHook preInstall
      mkdir -p "$out/share"
      cp -r dist "$out/share/my-service"
      runHook postInstall
    '';
  };

  meta = {
    description = "Says hello to the network";
    homepage = "https://example.org/my-service";
    license = lib.licenses.mit;
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
