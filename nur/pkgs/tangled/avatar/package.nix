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
  pname = "tangled-avatar";
  source = sources.core;
  folder = "avatar";
  inherit (hashes) npmDepsHash;
  npm = {
    nativeBuildInputs = [ makeBinaryWrapper ];
    dontNpmBuild = true;
    installPhase = ''
      runHook preInstall
      mkdir -p "$out/lib/avatar"
      cp -r node_modules package.json src wrangler.jsonc "$out/lib/avatar/"
      makeWrapper ${lib.getExe nodejs} "$out/bin/avatar" \
        --set MINIFLARE_WORKERD_PATH ${lib.getExe workerd-workerd} \
        --set-default WRANGLER_SEND_METRICS false \
        --add-flags "$out/lib/avatar/node_modules/wrangler/bin/wrangler.js dev" \
        --add-flags "--config $out/lib/avatar/wrangler.jsonc --local-protocol http"
      runHook postInstall
    '';
  };

  meta = {
    description = "Proxy and cache of avatars for Tangled";
    homepage = "https://tangled.org";
    license = lib.licenses.mit;
    mainProgram = "avatar";
    platforms = workerd-workerd.meta.platforms;
  };

  atproto = {
    category = "infrastructure";
    services = [ "avatar-proxy" ];
    protocols = [ ];
    dependencies = [
      "tangled-appview"
      "workerd-workerd"
    ];
    tier = 2;
  };
}
