{
  buildRustPrograms,
  lib,
  workspace,
}:

buildRustPrograms {
  inherit workspace;
  pname = "rsky-pds";
  crate = "rsky-pds";
  crane.postInstall = ''
    mkdir -p "$out/share/rsky-pds"
    cp -r rsky-pds/migrations "$out/share/rsky-pds/"
  '';
  programs = [ "rsky-pds" ];

  meta = {
    description = "Personal data server in Rust, with PostgreSQL";
    homepage = "https://github.com/blacksky-algorithms/rsky/tree/main/rsky-pds";
    license = lib.licenses.asl20;
    mainProgram = "rsky-pds";
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
