{
  describeBroken,
  lib,
  sources,
}:

describeBroken {
  pname = "grain-notifications";
  source = sources.grain;
  language = "deno";
  broken = "the hash of its offline Deno cache, JSR packages included, is not known";

  meta = {
    description = "Notifications of Grain";
    homepage = "https://grain.social";
    license = lib.licenses.mit;
    mainProgram = "grain-notifications";
    platforms = lib.platforms.unix;
  };

  atproto = {
    category = "application";
    services = [ "notifications" ];
    protocols = [
      "com.atproto"
      "social.grain"
    ];
    dependencies = [ ];
    tier = 2;
  };
}
