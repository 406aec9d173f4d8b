{
  buildPnpmPackage,
  cctools,
  hashes,
  lib,
  makeBinaryWrapper,
  nodejs,
  pkg-config,
  pnpm_9,
  python3,
  removeReferencesTo,
  sources,
  srcOnly,
  stdenv,
  vips,
}:

let
  # Headers for the native module.
  nodeSource = srcOnly nodejs;
in
buildPnpmPackage {
  pname = "pds";
  source = sources.pds;
  folder = "service";
  pnpm = pnpm_9;
  inherit (hashes) pnpmDepsHash pnpmStoreFormat;

  node = {
    nativeBuildInputs = [
      makeBinaryWrapper
      pkg-config
      (python3.withPackages (python: [ python.setuptools ]))
      removeReferencesTo
    ]
    ++ lib.optional stdenv.hostPlatform.isDarwin cctools.libtool;
    # For sharp.
    buildInputs = [ vips ];
    buildPhase = ''
      runHook preBuild
      cd node_modules/.pnpm/better-sqlite3@*/node_modules/better-sqlite3
      npm run build-release --offline --nodedir="${nodeSource}"
      find build -type f -exec remove-references-to -t "${nodeSource}" {} +
      cd "$NIX_BUILD_TOP/$sourceRoot"
      runHook postBuild
    '';
    installPhase = ''
      runHook preInstall
      mkdir -p "$out/lib/pds"
      mv index.js node_modules "$out/lib/pds/"
      makeWrapper ${lib.getExe nodejs} "$out/bin/pds" \
        --add-flags --enable-source-maps \
        --add-flags "$out/lib/pds/index.js" \
        --set-default NODE_ENV production
      runHook postInstall
    '';
  };

  meta = {
    description = "Personal data server of Bluesky, the reference implementation";
    homepage = "https://github.com/bluesky-social/pds";
    license = [
      lib.licenses.asl20
      lib.licenses.mit
    ];
    mainProgram = "pds";
    platforms = lib.platforms.unix;
  };

  atproto = {
    category = "infrastructure";
    services = [ "pds" ];
    protocols = [
      "com.atproto"
      "app.bsky"
    ];
    dependencies = [ ];
    tier = 1;
  };
}
