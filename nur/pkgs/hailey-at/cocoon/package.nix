{
  buildGoPrograms,
  hashes,
  lib,
  sources,
}:

buildGoPrograms {
  pname = "cocoon";
  source = sources.cocoon;
  inherit (hashes) vendorHash;
  subPackages = [ "cmd/cocoon" ];

  meta = {
    description = "Personal data server in Go, with SQLite";
    homepage = "https://tangled.org/@hailey.at/cocoon";
    license = lib.licenses.mit;
    mainProgram = "cocoon";
    platforms = lib.platforms.unix;
  };

  atproto = {
    category = "infrastructure";
    services = [ "pds" ];
    protocols = [
      "com.atproto"
      "app.bsky"
    ];
    dependencies = [ ];
    tier = 1;
  };
}
