{
  buildRubyApp,
  lib,
  localSource,
  pkgs,
  ...
}:

buildRubyApp {
  pname = "my-service";
  source = localSource {
    name = "my-service";
    version = "0.1.0";
    path = ./.;
  };
  inherit (pkgs) ruby;
  # Written by `bundix`, as JSON: `nix eval --json --file gemset.nix > gemset.json`.
  gemset = lib.importJSON ./gemset.json;
  installPhase = gems: ''
    runHook preInstall
    install -D main.rb "$out/share/my-service/main.rb"
    makeWrapper "${gems.wrappedRuby}/bin/ruby" "$out/bin/my-service" --add-flags "$out/share/my-service/main.rb"
    runHook postInstall
  '';

  meta = {
    description = "Says hello to the network";
    homepage = "https://example.org/my-service";
    license = lib.licenses.mit;
    mainProgram = "my-service";
    platforms = lib.platforms.unix;
  };

  atproto = {
    category = "application";
    services = [ "my-service" ];
    protocols = [ "com.atproto" ];
    dependencies = [ ];
    tier = 3;
  };
}
