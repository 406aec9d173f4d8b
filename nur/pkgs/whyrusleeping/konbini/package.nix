{
  buildGoPrograms,
  hashes,
  lib,
  sources,
}:

buildGoPrograms {
  pname = "konbini";
  source = sources.konbini;
  inherit (hashes) vendorHash;
  subPackages = [ "." ];

  meta = {
    description = "AppView of friends and their friends";
    homepage = "https://github.com/whyrusleeping/konbini";
    license = lib.licenses.mit;
    mainProgram = "konbini";
    platforms = lib.platforms.unix;
  };

  atproto = {
    category = "application";
    services = [ "appview" ];
    protocols = [
      "com.atproto"
      "app.bsky"
    ];
    dependencies = [ ];
    tier = 2;
  };
}
