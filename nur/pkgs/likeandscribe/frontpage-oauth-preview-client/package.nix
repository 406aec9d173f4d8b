{
  describeBroken,
  lib,
  sources,
}:

describeBroken {
  pname = "frontpage-oauth-preview-client";
  source = sources.frontpage;
  language = "node";
  noProgram = "a library";
  broken = "the pinned revision has no packages/frontpage-oauth-preview-client";

  meta = {
    description = "OAuth client for previews of Frontpage";
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
