{
  buildGoPrograms,
  hashes,
  lib,
  sources,
}:

buildGoPrograms {
  pname = "indigo-palomar";
  source = sources.indigo;
  inherit (hashes.indigo) vendorHash;
  subPackages = [ "cmd/palomar" ];

  meta = {
    description = "Search of posts and profiles";
    homepage = "https://github.com/bluesky-social/indigo/tree/main/cmd/palomar";
    license = [
      lib.licenses.asl20
      lib.licenses.mit
    ];
    mainProgram = "palomar";
    platforms = lib.platforms.unix;
  };

  atproto = {
    category = "infrastructure";
    services = [ "search" ];
    protocols = [
      "com.atproto"
      "app.bsky"
    ];
    dependencies = [ ];
    tier = 2;
  };
}
