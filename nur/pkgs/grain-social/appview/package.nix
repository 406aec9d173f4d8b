{
  describeBroken,
  lib,
  sources,
}:

describeBroken {
  pname = "grain-appview";
  source = sources.grain;
  language = "deno";
  broken = "the hash of its offline Deno cache, JSR packages included, is not known";

  meta = {
    description = "Web application of the Grain photo galleries";
    homepage = "https://grain.social";
    license = lib.licenses.mit;
    mainProgram = "grain-appview";
    platforms = lib.platforms.unix;
  };

  atproto = {
    category = "application";
    services = [ "appview" ];
    protocols = [
      "com.atproto"
      "social.grain"
    ];
    dependencies = [ "grain-social-darkroom" ];
    tier = 2;
  };
}
