{
  buildNpmApp,
  hashes,
  lib,
  makeBinaryWrapper,
  nodejs,
  sources,
  supabaseProject ? null,
}:

buildNpmApp {
  pname = "leaflet";
  source = sources.leaflet;
  inherit (hashes.leaflet) npmDepsHash;
  broken =
    if supabaseProject == null then
      "its pages hold the address and key of a Supabase: override it with supabaseProject = { url = …; anonKey = …; }"
    else
      null;
  npm = {
    nativeBuildInputs = [ makeBinaryWrapper ];
    env = {
      NEXT_TELEMETRY_DISABLED = "1";
      NEXT_PUBLIC_SUPABASE_API_URL = supabaseProject.url;
      NEXT_PUBLIC_SUPABASE_ANON_KEY = supabaseProject.anonKey;
    };
    buildPhase = ''
      runHook preBuild
      npx next build
      runHook postBuild
    '';
    installPhase = ''
      runHook preInstall
      mkdir -p "$out/lib/leaflet"
      cp -r .next node_modules package.json public "$out/lib/leaflet/"
      makeWrapper ${lib.getExe nodejs} "$out/bin/leaflet" \
        --add-flags "$out/lib/leaflet/node_modules/next/dist/bin/next" \
        --add-flags "start $out/lib/leaflet"
      runHook postInstall
    '';
  };

  meta = {
    description = "Web application to write and publish together";
    homepage = "https://leaflet.pub";
    license = lib.licenses.mit;
    mainProgram = "leaflet";
    platforms = lib.platforms.unix;
  };

  atproto = {
    category = "application";
    services = [ "web" ];
    protocols = [
      "com.atproto"
      "pub.leaflet"
    ];
    dependencies = [ "hyperlink-academy-leaflet-services" ];
    tier = 2;
  };
}
