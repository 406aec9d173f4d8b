{
  buildGoPrograms,
  hashes,
  lib,
  sources,
}:

buildGoPrograms {
  pname = "indigo-bluepages";
  source = sources.indigo;
  inherit (hashes.indigo) vendorHash;
  subPackages = [ "cmd/bluepages" ];

  meta = {
    description = "Directory of identities that caches handles and DIDs";
    homepage = "https://github.com/bluesky-social/indigo/tree/main/cmd/bluepages";
    license = [
      lib.licenses.asl20
      lib.licenses.mit
    ];
    mainProgram = "bluepages";
    platforms = lib.platforms.unix;
  };

  atproto = {
    category = "infrastructure";
    services = [ "identity-directory" ];
    protocols = [ "com.atproto" ];
    dependencies = [ ];
    tier = 2;
  };
}
