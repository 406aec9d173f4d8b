{
  describeBroken,
  lib,
  sources,
}:

describeBroken {
  pname = "slices-packages";
  source = sources.slices;
  language = "deno";
  broken = "the hash of its offline Deno cache was taken of commands whose failures were ignored";

  meta = {
    description = "Command line and client libraries of Slices";
    homepage = "https://slices.network";
    license = lib.licenses.mit;
    mainProgram = "slices-cli";
    platforms = lib.platforms.unix;
  };

  atproto = {
    category = "utility";
    services = [ ];
    protocols = [
      "com.atproto"
      "network.slices"
    ];
    dependencies = [ "slices-network-api" ];
    tier = 3;
  };
}
