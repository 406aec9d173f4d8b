{
  describeBroken,
  lib,
  sources,
}:

describeBroken {
  pname = "indigo-relay-admin-ui";
  source = sources.indigo;
  language = "node";
  noProgram = "files for a web server";
  broken = "the hash of its Yarn dependencies is not known; the one recorded is that of a build with a network";

  meta = {
    description = "Web pages to administer an Indigo relay";
    homepage = "https://github.com/bluesky-social/indigo/tree/main/cmd/relay/relay-admin-ui";
    license = [
      lib.licenses.asl20
      lib.licenses.mit
    ];
    platforms = lib.platforms.unix;
  };

  atproto = {
    category = "application";
    services = [ ];
    protocols = [ "com.atproto" ];
    dependencies = [ "bluesky-indigo-relay" ];
    tier = 3;
  };
}
