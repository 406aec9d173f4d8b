{
  buildGoPrograms,
  hashes,
  lib,
  sources,
}:

buildGoPrograms {
  pname = "indigo-netsync";
  source = sources.indigo;
  inherit (hashes.indigo) vendorHash;
  subPackages = [ "cmd/netsync" ];

  meta = {
    description = "Clones many repositories to a disk";
    homepage = "https://github.com/bluesky-social/indigo/tree/main/cmd/netsync";
    license = [
      lib.licenses.asl20
      lib.licenses.mit
    ];
    mainProgram = "netsync";
    platforms = lib.platforms.unix;
  };

  atproto = {
    category = "utility";
    services = [ ];
    protocols = [ "com.atproto" ];
    dependencies = [ ];
    tier = 3;
  };
}
