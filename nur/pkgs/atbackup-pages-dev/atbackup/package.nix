{
  describeBroken,
  lib,
  sources,
}:

describeBroken {
  pname = "atbackup";
  source = sources.atbackup;
  language = "rust";
  broken = "the hash of its Yarn dependencies is not known";

  meta = {
    description = "Desktop application that backs up an account with one click";
    homepage = "https://tangled.org/@atbackup.pages.dev/atbackup";
    license = lib.licenses.asl20;
    mainProgram = "atbackup";
    platforms = lib.platforms.linux;
  };

  atproto = {
    category = "application";
    services = [ ];
    protocols = [
      "com.atproto"
      "app.bsky"
    ];
    dependencies = [ ];
    tier = 2;
  };
}
