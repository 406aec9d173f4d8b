{
  buildNpmApp,
  hashes,
  lib,
  makeBinaryWrapper,
  nodejs,
  sources,
  workerd-workerd,
}:

buildNpmApp {
  pname = "tangled-camo";
  source = sources.core;
  folder = "camo";
  inherit (hashes) npmDepsHash;
  npm = {
    nativeBuildInputs = [ makeBinaryWrapper ];
    dontNpmBuild = true;
    installPhase = ''
      runHook preInstall
      mkdir -p "$out/lib/camo"
      cp -r node_modules package.json src wrangler.jsonc "$out/lib/camo/"
      makeWrapper ${lib.getExe nodejs} "$out/bin/camo" \
        --set MINIFLARE_WORKERD_PATH ${lib.getExe workerd-workerd} \
        --set-default WRANGLER_SEND_METRICS false \
        --add-flags "$out/lib/camo/node_modules/wrangler/bin/wrangler.js dev" \
        --add-flags "--config $out/lib/camo/wrangler.jsonc --local-protocol http"
      runHook postInstall
    '';
  };

  meta = {
    description = "Proxy of foreign images for Tangled";
    homepage = "https://tangled.org";
    license = lib.licenses.mit;
    mainProgram = "camo";
    platforms = workerd-workerd.meta.platforms;
  };

  atproto = {
    category = "infrastructure";
    services = [ "image-proxy" ];
    protocols = [ ];
    dependencies = [
      "tangled-appview"
      "workerd-workerd"
    ];
    tier = 2;
  };
}
