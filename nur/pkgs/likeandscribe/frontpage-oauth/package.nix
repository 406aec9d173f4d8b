{
  describeBroken,
  lib,
  sources,
}:

describeBroken {
  pname = "frontpage-oauth";
  source = sources.frontpage;
  language = "node";
  noProgram = "a library";
  broken = "the pinned revision has no packages/frontpage-oauth";

  meta = {
    description = "OAuth library of the Frontpage applications";
    homepage = "https://github.com/likeandscribe/frontpage";
    license = lib.licenses.mit;
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
