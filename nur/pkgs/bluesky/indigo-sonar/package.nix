{
  buildGoPrograms,
  hashes,
  lib,
  sources,
}:

buildGoPrograms {
  pname = "indigo-sonar";
  source = sources.indigo;
  inherit (hashes.indigo) vendorHash;
  subPackages = [ "cmd/sonar" ];

  meta = {
    description = "Metrics of the firehose for Prometheus";
    homepage = "https://github.com/bluesky-social/indigo/tree/main/cmd/sonar";
    license = [
      lib.licenses.asl20
      lib.licenses.mit
    ];
    mainProgram = "sonar";
    platforms = lib.platforms.unix;
  };

  atproto = {
    category = "utility";
    services = [ "firehose-metrics" ];
    protocols = [ "com.atproto" ];
    dependencies = [ ];
    tier = 3;
  };
}
