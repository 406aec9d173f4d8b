{
  buildNpmApp,
  hashes,
  lib,
  sources,
}:

buildNpmApp {
  pname = "konbini-frontend";
  source = sources.konbini;
  folder = "frontend";
  inherit (hashes) npmDepsHash;
  npm = {
    # Served from the host of the API.
    postPatch = ''
      substituteInPlace src/api.ts --replace-fail "'http://localhost:4444/api'" "'/api'"
    '';
    installPhase = ''
      runHook preInstall
      mkdir -p "$out/share"
      cp -r build "$out/share/konbini"
      runHook postInstall
    '';
  };
  noProgram = "files for a web server, in share/konbini";

  meta = {
    description = "Web pages of konbini";
    homepage = "https://github.com/whyrusleeping/konbini";
    license = lib.licenses.mit;
    platforms = lib.platforms.unix;
  };

  atproto = {
    category = "application";
    services = [ ];
    protocols = [
      "com.atproto"
      "app.bsky"
    ];
    dependencies = [ "whyrusleeping-konbini" ];
    tier = 2;
  };
}
