{
  buildGoPrograms,
  hashes,
  lib,
  sources,
}:

buildGoPrograms {
  pname = "indigo-hepa";
  source = sources.indigo;
  inherit (hashes.indigo) vendorHash;
  subPackages = [ "cmd/hepa" ];

  meta = {
    description = "Rules engine for automatic moderation";
    homepage = "https://github.com/bluesky-social/indigo/tree/main/cmd/hepa";
    license = [
      lib.licenses.asl20
      lib.licenses.mit
    ];
    mainProgram = "hepa";
    platforms = lib.platforms.unix;
  };

  atproto = {
    category = "application";
    services = [ "automod" ];
    protocols = [
      "com.atproto"
      "app.bsky"
      "tools.ozone"
    ];
    dependencies = [ ];
    tier = 2;
  };
}
