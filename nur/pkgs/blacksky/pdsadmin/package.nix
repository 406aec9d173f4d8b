{
  describeBroken,
  lib,
  sources,
}:

describeBroken {
  pname = "rsky-pdsadmin";
  source = sources.rsky;
  language = "rust";
  broken = "the crate is outside of rsky's workspace and has no Cargo.lock upstream";

  meta = {
    description = "Administration of a rsky personal data server";
    homepage = "https://github.com/blacksky-algorithms/rsky/tree/main/rsky-pdsadmin";
    license = lib.licenses.mit;
    mainProgram = "pdsadmin";
    platforms = lib.platforms.unix;
  };

  atproto = {
    category = "utility";
    services = [ ];
    protocols = [ "com.atproto" ];
    dependencies = [ "blacksky-pds" ];
    tier = 3;
  };
}
