{
  buildGoPrograms,
  hashes,
  lib,
  sources,
}:

buildGoPrograms {
  pname = "indigo-rainbow";
  source = sources.indigo;
  inherit (hashes.indigo) vendorHash;
  subPackages = [ "cmd/rainbow" ];

  meta = {
    description = "Splits one firehose into many";
    homepage = "https://github.com/bluesky-social/indigo/tree/main/cmd/rainbow";
    license = [
      lib.licenses.asl20
      lib.licenses.mit
    ];
    mainProgram = "rainbow";
    platforms = lib.platforms.unix;
  };

  atproto = {
    category = "infrastructure";
    services = [ "firehose-splitter" ];
    protocols = [ "com.atproto" ];
    dependencies = [ ];
    tier = 1;
  };
}
