{
  buildGoPrograms,
  hashes,
  lib,
  pkg-config,
  sources,
  sqlite,
}:

buildGoPrograms {
  pname = "tangled-spindle";
  source = sources.core;
  inherit (hashes.core) vendorHash;
  subPackages = [ "cmd/spindle" ];
  go = {
    tags = [ "libsqlite3" ];
    nativeBuildInputs = [ pkg-config ];
    buildInputs = [ sqlite ];
  };

  meta = {
    description = "Runner of Tangled's pipelines";
    homepage = "https://tangled.org";
    license = lib.licenses.mit;
    mainProgram = "spindle";
    platforms = lib.platforms.unix;
  };

  atproto = {
    category = "infrastructure";
    services = [ "spindle" ];
    protocols = [
      "com.atproto"
      "sh.tangled"
    ];
    dependencies = [ "tangled-knot" ];
    tier = 1;
  };
}
