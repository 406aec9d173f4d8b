{
  buildRustPrograms,
  lib,
  makeRustWorkspace,
  sources,
  sqlite,
  zstd,
}:

buildRustPrograms {
  workspace = makeRustWorkspace {
    source = sources.pds-gatekeeper;
    buildInputs = [
      sqlite
      zstd
    ];
    env.ZSTD_SYS_USE_PKG_CONFIG = "1";
  };
  pname = "pds-gatekeeper";
  programs = [ "pds_gatekeeper" ];
  crane.postInstall = ''
    mkdir -p "$out/share/pds-gatekeeper"
    cp -r email_templates "$out/share/pds-gatekeeper/"
  '';

  meta = {
    description = "Two-factor log-in and rate limits in front of a personal data server";
    homepage = "https://tangled.org/@baileytownsend.dev/pds-gatekeeper";
    license = lib.licenses.mit;
    mainProgram = "pds_gatekeeper";
    platforms = lib.platforms.unix;
  };

  atproto = {
    category = "infrastructure";
    services = [ "pds-gatekeeper" ];
    protocols = [ "com.atproto" ];
    dependencies = [ "bluesky-pds" ];
    tier = 2;
  };
}
