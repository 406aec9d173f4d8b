{
  buildGoPrograms,
  hashes,
  lib,
  sources,
}:

buildGoPrograms {
  pname = "indigo-gosky";
  source = sources.indigo;
  inherit (hashes.indigo) vendorHash;
  subPackages = [ "cmd/gosky" ];

  meta = {
    description = "Client of the AT Protocol for the command line";
    homepage = "https://github.com/bluesky-social/indigo/tree/main/cmd/gosky";
    license = [
      lib.licenses.asl20
      lib.licenses.mit
    ];
    mainProgram = "gosky";
    platforms = lib.platforms.unix;
  };

  atproto = {
    category = "utility";
    services = [ ];
    protocols = [
      "com.atproto"
      "app.bsky"
    ];
    dependencies = [ ];
    tier = 3;
  };
}
