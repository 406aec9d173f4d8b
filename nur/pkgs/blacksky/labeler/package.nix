{
  buildRustPrograms,
  lib,
  workspace,
}:

buildRustPrograms {
  inherit workspace;
  pname = "rsky-labeler";
  crate = "rsky-labeler";
  programs = [ "rsky-labeler" ];

  meta = {
    description = "Consumer of the firehose that labels content for a moderation service";
    homepage = "https://github.com/blacksky-algorithms/rsky/tree/main/rsky-labeler";
    license = lib.licenses.asl20;
    mainProgram = "rsky-labeler";
    platforms = lib.platforms.unix;
  };

  atproto = {
    category = "application";
    services = [ "labeler" ];
    protocols = [
      "com.atproto"
      "app.bsky"
    ];
    dependencies = [ ];
    tier = 2;
  };
}
