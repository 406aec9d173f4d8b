{
  buildGoPrograms,
  hashes,
  lib,
  sources,
}:

buildGoPrograms {
  pname = "indigo-collectiondir";
  source = sources.indigo;
  inherit (hashes.indigo) vendorHash;
  subPackages = [ "cmd/collectiondir" ];

  meta = {
    description = "Directory of which repositories hold which collections";
    homepage = "https://github.com/bluesky-social/indigo/tree/main/cmd/collectiondir";
    license = [
      lib.licenses.asl20
      lib.licenses.mit
    ];
    mainProgram = "collectiondir";
    platforms = lib.platforms.unix;
  };

  atproto = {
    category = "infrastructure";
    services = [ "collection-directory" ];
    protocols = [ "com.atproto" ];
    dependencies = [ ];
    tier = 2;
  };
}
