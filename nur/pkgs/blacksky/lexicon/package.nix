{
  buildRustLibrary,
  lib,
  workspace,
}:

buildRustLibrary {
  inherit workspace;
  pname = "rsky-lexicon";
  crate = "rsky-lexicon";

  meta = {
    description = "Rust library of the lexicon's types";
    homepage = "https://github.com/blacksky-algorithms/rsky/tree/main/rsky-lexicon";
    license = lib.licenses.asl20;
    platforms = lib.platforms.unix;
  };

  atproto = {
    category = "library";
    services = [ ];
    protocols = [ "com.atproto" ];
    dependencies = [ ];
    tier = 3;
  };
}
