{
  describeBroken,
  lib,
  sources,
}:

describeBroken {
  pname = "grain-labeler";
  source = sources.grain;
  language = "deno";
  broken = "the hash of its offline Deno cache, JSR packages included, is not known";

  meta = {
    description = "Labels for the photos of Grain";
    homepage = "https://grain.social";
    license = lib.licenses.mit;
    mainProgram = "grain-labeler";
    platforms = lib.platforms.unix;
  };

  atproto = {
    category = "application";
    services = [ "labeler" ];
    protocols = [
      "com.atproto"
      "social.grain"
    ];
    dependencies = [ ];
    tier = 2;
  };
}
