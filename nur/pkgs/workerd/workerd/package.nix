{
  buildPrebuilt,
  fetchNpmTarball,
  lib,
  sources,
  stdenv,
}:

let
  source = sources.workerd;
in
buildPrebuilt {
  pname = "workerd";
  inherit source;
  archives = lib.mapAttrs (
    _: archive: fetchNpmTarball (archive // { inherit (source) version; })
  ) source.npm;
  derivation = {
    # For libstdc++, where it is a shared library.
    buildInputs = lib.optional stdenv.hostPlatform.isLinux stdenv.cc.cc.lib;
    installPhase = ''
      runHook preInstall
      install -D bin/workerd "$out/bin/workerd"
      runHook postInstall
    '';
  };

  meta = {
    description = "JavaScript and WebAssembly runtime of Cloudflare Workers, as upstream builds it";
    homepage = "https://github.com/cloudflare/workerd";
    license = lib.licenses.asl20;
    mainProgram = "workerd";
  };

  atproto = {
    category = "utility";
    services = [ ];
    protocols = [ ];
    dependencies = [ ];
    tier = 2;
  };
}
