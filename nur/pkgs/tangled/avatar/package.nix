{
  buildNpmApp,
  hashes,
  lib,
  makeWrapper,
  nodejs,
  sources,
  workerd-workerd,
}:

let
  # wrangler writes beside the sources, and reads secrets there (`.dev.vars`).
  prepare = ''
    from=$(dirname "$(readlink -f "$0")")/../lib/avatar
    folder=''${TANGLED_WORKER_FOLDER:-$(mktemp -d)}
    cp -r --no-preserve=mode "$from/src" "$from/wrangler.jsonc" "$from/package.json" "$folder/"
    ln -sfn "$from/node_modules" "$folder/node_modules"
    cd "$folder"
  '';
in
buildNpmApp {
  pname = "tangled-avatar";
  source = sources.core;
  folder = "avatar";
  inherit (hashes) npmDepsHash;
  npm = {
    nativeBuildInputs = [ makeWrapper ];
    dontNpmBuild = true;
    installPhase = ''
      runHook preInstall
      mkdir -p "$out/lib/avatar"
      cp -r node_modules package.json src wrangler.jsonc "$out/lib/avatar/"
      makeWrapper ${lib.getExe nodejs} "$out/bin/avatar" \
        --set MINIFLARE_WORKERD_PATH ${lib.getExe workerd-workerd} \
        --set-default WRANGLER_SEND_METRICS false \
        --run ${lib.escapeShellArg prepare} \
        --add-flags "$out/lib/avatar/node_modules/wrangler/bin/wrangler.js dev --local-protocol http"
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
