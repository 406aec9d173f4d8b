{
  buildDenoApp,
  configFile ? "config.ts.example",
  hashes,
  lib,
  sources,
}:

buildDenoApp {
  pname = "pds-dash";
  source = sources.pds-dash;
  inherit (hashes) nodeModulesHash;
  prepare = ''
    cp config.ts.example config.ts
  '';
  derivation = {
    # `configFile`: one of your own, with the server's address and the theme.
    buildPhase = ''
      runHook preBuild
      cp ${configFile} config.ts
      # Its own settings would have Deno ask the network for what node_modules holds.
      echo '{ }' > deno.json
      deno run --allow-all --sloppy-imports npm:vite build
      runHook postBuild
    '';
    installPhase = ''
      runHook preInstall
      mkdir -p "$out/share"
      cp -r dist "$out/share/pds-dash"
      runHook postInstall
    '';
  };
  noProgram = "files for a web server, in share/pds-dash";

  meta = {
    description = "Dashboard of a personal data server: its accounts and their posts";
    homepage = "https://git.witchcraft.systems/scientific-witchery/pds-dash";
    license = lib.licenses.mit;
    platforms = lib.platforms.unix;
  };

  atproto = {
    category = "application";
    services = [ ];
    protocols = [ "com.atproto" ];
    dependencies = [ "bluesky-pds" ];
    tier = 2;
  };
}
