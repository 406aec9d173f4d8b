{
  buildRustPrograms,
  lib,
  workspace,
}:

buildRustPrograms {
  inherit workspace;
  pname = "rsky-relay";
  crate = "rsky-relay";
  programs = [ "rsky-relay" ];

  meta = {
    description = "Relay in Rust: one firehose of many servers";
    homepage = "https://github.com/blacksky-algorithms/rsky/tree/main/rsky-relay";
    license = lib.licenses.asl20;
    mainProgram = "rsky-relay";
    platforms = lib.platforms.unix;
  };

  atproto = {
    category = "infrastructure";
    services = [ "relay" ];
    protocols = [ "com.atproto" ];
    dependencies = [ ];
    tier = 1;
  };
}
