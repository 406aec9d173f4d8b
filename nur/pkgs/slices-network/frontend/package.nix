{
  describeBroken,
  lib,
  sources,
}:

describeBroken {
  pname = "slices-frontend";
  source = sources.slices;
  language = "deno";
  broken = "the hash of its offline Deno cache, JSR packages included, is not known";

  meta = {
    description = "Web pages of Slices";
    homepage = "https://slices.network";
    license = lib.licenses.mit;
    mainProgram = "slices-frontend";
    platforms = lib.platforms.unix;
  };

  atproto = {
    category = "application";
    services = [ "web" ];
    protocols = [
      "com.atproto"
      "network.slices"
    ];
    dependencies = [ "slices-network-api" ];
    tier = 2;
  };
}
