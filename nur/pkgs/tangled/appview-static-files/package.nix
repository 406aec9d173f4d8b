{
  fetchurl,
  fetchzip,
  lib,
  makePackage,
  sources,
  stdenvNoCC,
  tailwindcss,
}:

let
  assets = lib.importJSON ./assets.json;
  script = name: fetchurl { inherit (assets.${name}) hash url; };
  archive =
    name:
    fetchzip {
      inherit (assets.${name}) hash url;
      stripRoot = false;
    };
in
makePackage
  {
    pname = "tangled-appview-static-files";
    source = sources.core;
    language = "assets";
    noProgram = "files for a web server, in share/tangled";

    meta = {
      description = "Style sheet, scripts, icons and fonts of Tangled's web pages";
      homepage = "https://tangled.org";
      license = lib.licenses.mit;
      platforms = lib.platforms.unix;
    };

    atproto = {
      category = "library";
      services = [ ];
      protocols = [ ];
      dependencies = [ ];
      tier = 3;
    };
  }
  (
    common:
    stdenvNoCC.mkDerivation (
      {
        inherit (sources.core) src;
        nativeBuildInputs = [ tailwindcss ];
        buildPhase = ''
          runHook preBuild
          mkdir -p static/fonts static/icons
          cp ${script "htmx"} static/htmx.min.js
          cp ${script "htmxWebSocket"} static/htmx-ext-ws.min.js
          find ${archive "icons"} -name '*.svg' -exec cp {} static/icons/ \;
          find ${archive "inter"} \( -name 'InterVariable*' -o -name 'InterDisplay*.woff2' \) -exec cp {} static/fonts/ \;
          find ${archive "plexMono"} -name 'IBMPlexMono*.woff2' -exec cp {} static/fonts/ \;
          tailwindcss -i input.css -o static/tw.css
          runHook postBuild
        '';
        installPhase = ''
          runHook preInstall
          mkdir -p "$out/share"
          cp -r static "$out/share/tangled"
          runHook postInstall
        '';
      }
      // common
    )
  )
