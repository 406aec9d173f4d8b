{
  buildRustPrograms,
  lib,
  workspace,
}:

buildRustPrograms {
  inherit workspace;
  pname = "reflector";
  crate = "reflector";

  meta = {
    description = "Serves the did:web document of whatever host name it is asked by";
    homepage = "https://github.com/at-microcosm/microcosm-rs/tree/main/reflector";
    # The pinned revision states none.
    license = lib.licenses.unfree;
    mainProgram = "reflector";
    platforms = lib.platforms.unix;
  };

  atproto = {
    category = "utility";
    services = [ "reflector" ];
    protocols = [ "did:web" ];
    dependencies = [ ];
    tier = 3;
  };
}
