{
  buildGoPrograms,
  hashes,
  lib,
  sources,
}:

buildGoPrograms {
  pname = "indigo-bigsky";
  source = sources.indigo;
  inherit (hashes.indigo) vendorHash;
  subPackages = [ "cmd/bigsky" ];

  meta = {
    description = "The former relay, which keeps a mirror of every repository";
    homepage = "https://github.com/bluesky-social/indigo/tree/main/cmd/bigsky";
    license = [
      lib.licenses.asl20
      lib.licenses.mit
    ];
    mainProgram = "bigsky";
    platforms = lib.platforms.unix;
  };

  atproto = {
    category = "infrastructure";
    services = [ "relay" ];
    protocols = [ "com.atproto" ];
    dependencies = [ ];
    tier = 2;
  };
}
