{
  buildRustPrograms,
  lib,
  makeRustWorkspace,
  sources,
  zstd,
}:

buildRustPrograms {
  workspace = makeRustWorkspace {
    source = sources.allegedly;
    buildInputs = [ zstd ];
    env.ZSTD_SYS_USE_PKG_CONFIG = "1";
  };
  pname = "allegedly";

  meta = {
    description = "Tools and servers for the PLC directory: tail, bundle, mirror, wrap";
    homepage = "https://tangled.org/@microcosm.blue/Allegedly";
    license = [
      lib.licenses.asl20
      lib.licenses.mit
    ];
    mainProgram = "allegedly";
    platforms = lib.platforms.unix;
  };

  atproto = {
    category = "infrastructure";
    services = [
      "plc-mirror"
      "plc-tools"
    ];
    protocols = [ "did:plc" ];
    dependencies = [ ];
    tier = 1;
  };
}
