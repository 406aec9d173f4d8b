{
  buildGoPrograms,
  hashes,
  lib,
  sources,
}:

buildGoPrograms {
  pname = "plcbundle";
  source = sources.plcbundle;
  inherit (hashes) vendorHash;
  subPackages = [ "cmd/plcbundle" ];
  go.ldflags = [
    "-s"
    "-w"
    "-X main.version=${sources.plcbundle.version}"
  ];

  meta = {
    description = "Archives the operations of the PLC directory in chained bundles";
    homepage = "https://tangled.org/@atscan.net/plcbundle";
    license = lib.licenses.mit;
    mainProgram = "plcbundle";
    platforms = lib.platforms.unix;
  };

  atproto = {
    category = "infrastructure";
    services = [ "plc-archive" ];
    protocols = [ "did:plc" ];
    dependencies = [ ];
    tier = 2;
  };
}
