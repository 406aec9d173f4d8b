{
  buildGoPrograms,
  hashes,
  lib,
  sources,
}:

buildGoPrograms {
  pname = "indigo-beemo";
  source = sources.indigo;
  inherit (hashes.indigo) vendorHash;
  subPackages = [ "cmd/beemo" ];

  meta = {
    description = "Tells a Slack channel of moderation reports";
    homepage = "https://github.com/bluesky-social/indigo/tree/main/cmd/beemo";
    license = [
      lib.licenses.asl20
      lib.licenses.mit
    ];
    mainProgram = "beemo";
    platforms = lib.platforms.unix;
  };

  atproto = {
    category = "utility";
    services = [ "moderation-notifier" ];
    protocols = [
      "com.atproto"
      "app.bsky"
    ];
    dependencies = [ ];
    tier = 3;
  };
}
