{
  describeBroken,
  lib,
  sources,
}:

describeBroken {
  pname = "pds";
  source = sources.pds;
  language = "node";
  broken = "pnpmDepsHash of pds is not known for the pnpm of the locked nixpkgs; newer nixpkgs have bluesky-pds";

  meta = {
    description = "Personal data server of Bluesky, the reference implementation";
    homepage = "https://github.com/bluesky-social/pds";
    license = [
      lib.licenses.asl20
      lib.licenses.mit
    ];
    mainProgram = "pds";
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
