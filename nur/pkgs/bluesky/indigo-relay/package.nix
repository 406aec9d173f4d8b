{
  buildGoPrograms,
  hashes,
  lib,
  sources,
}:

buildGoPrograms {
  pname = "indigo-relay";
  source = sources.indigo;
  inherit (hashes.indigo) vendorHash;
  subPackages = [ "cmd/relay" ];

  meta = {
    description = "Relay of the network: subscribes to servers, emits one firehose";
    homepage = "https://github.com/bluesky-social/indigo/tree/main/cmd/relay";
    license = [
      lib.licenses.asl20
      lib.licenses.mit
    ];
    mainProgram = "relay";
    platforms = lib.platforms.unix;
  };

  atproto = {
    category = "infrastructure";
    services = [ "relay" ];
    protocols = [ "com.atproto" ];
    dependencies = [ ];
    tier = 1;
  };
}
