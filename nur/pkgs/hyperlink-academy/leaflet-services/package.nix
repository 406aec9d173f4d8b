{
  buildNpmApp,
  hashes,
  lib,
  makeBinaryWrapper,
  nodejs,
  sources,
}:

buildNpmApp {
  pname = "leaflet-services";
  source = sources.leaflet;
  inherit (hashes.leaflet) npmDepsHash;
  npm = {
    nativeBuildInputs = [ makeBinaryWrapper ];
    buildPhase = ''
      runHook preBuild
      npm run build-appview
      npm run build-feed-service
      runHook postBuild
    '';
    installPhase = ''
      runHook preInstall
      install -D appview/dist/index.js "$out/lib/leaflet/appview.js"
      install -D feeds/dist/index.js "$out/lib/leaflet/feeds.js"
      makeWrapper ${lib.getExe nodejs} "$out/bin/leaflet-appview" --add-flags "$out/lib/leaflet/appview.js"
      makeWrapper ${lib.getExe nodejs} "$out/bin/leaflet-feeds" --add-flags "$out/lib/leaflet/feeds.js"
      runHook postInstall
    '';
  };

  meta = {
    description = "Consumer and feed generator of Leaflet, without its web pages";
    homepage = "https://leaflet.pub";
    license = lib.licenses.mit;
    mainProgram = "leaflet-appview";
    platforms = lib.platforms.unix;
  };

  atproto = {
    category = "application";
    services = [
      "appview"
      "feed-generator"
    ];
    protocols = [
      "com.atproto"
      "pub.leaflet"
    ];
    dependencies = [ ];
    tier = 2;
  };
}
