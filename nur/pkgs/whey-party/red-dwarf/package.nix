{
  buildNpmApp,
  hashes,
  lib,
  sources,
}:

buildNpmApp {
  pname = "red-dwarf";
  source = sources.red-dwarf;
  inherit (hashes) npmDepsHash;
  npm = {
    # Without the type check of `npm run build`.
    buildPhase = ''
      runHook preBuild
      npx vite build
      runHook postBuild
    '';
    installPhase = ''
      runHook preInstall
      mkdir -p "$out/share"
      cp -r dist "$out/share/red-dwarf"
      runHook postInstall
    '';
  };
  noProgram = "files for a web server, in share/red-dwarf";

  meta = {
    description = "Bluesky client that needs no AppView";
    homepage = "https://tangled.org/@whey.party/red-dwarf";
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
    dependencies = [
      "microcosm-constellation"
      "microcosm-slingshot"
    ];
    tier = 2;
  };
}
