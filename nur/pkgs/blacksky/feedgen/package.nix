{
  buildRustPrograms,
  lib,
  workspace,
}:

buildRustPrograms {
  inherit workspace;
  pname = "rsky-feedgen";
  crate = "rsky-feedgen";
  crane.postInstall = ''
    mkdir -p "$out/share/rsky-feedgen"
    cp -r rsky-feedgen/migrations "$out/share/rsky-feedgen/"
  '';
  programs = [ "rsky-feedgen" ];

  meta = {
    description = "Framework and server for feed generators, in Rust";
    homepage = "https://github.com/blacksky-algorithms/rsky/tree/main/rsky-feedgen";
    license = lib.licenses.asl20;
    mainProgram = "rsky-feedgen";
    platforms = lib.platforms.unix;
  };

  atproto = {
    category = "application";
    services = [ "feed-generator" ];
    protocols = [
      "com.atproto"
      "app.bsky"
    ];
    dependencies = [ ];
    tier = 2;
  };
}
