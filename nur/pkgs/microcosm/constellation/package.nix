{
  buildRustPrograms,
  lib,
  workspace,
}:

buildRustPrograms {
  inherit workspace;
  pname = "constellation";
  crate = "constellation";
  # Upstream calls the server `main`.
  crane.postInstall = ''
    mv "$out/bin/main" "$out/bin/constellation"
  '';

  meta = {
    description = "Global index of backlinks: who links to a record, from anywhere in the network";
    homepage = "https://github.com/at-microcosm/microcosm-rs/tree/main/constellation";
    license = lib.licenses.agpl3Only;
    mainProgram = "constellation";
    platforms = lib.platforms.unix;
  };

  atproto = {
    category = "infrastructure";
    services = [
      "constellation"
      "backlinks"
    ];
    protocols = [ "com.atproto" ];
    dependencies = [ ];
    tier = 1;
  };
}
