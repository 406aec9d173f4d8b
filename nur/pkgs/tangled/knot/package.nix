{
  buildGoPrograms,
  git,
  hashes,
  lib,
  makeWrapper,
  pkg-config,
  sources,
  sqlite,
}:

buildGoPrograms {
  pname = "tangled-knot";
  source = sources.core;
  inherit (hashes.core) vendorHash;
  subPackages = [ "cmd/knot" ];
  go = {
    tags = [ "libsqlite3" ];
    nativeBuildInputs = [
      makeWrapper
      pkg-config
    ];
    buildInputs = [ sqlite ];
    postInstall = ''
      wrapProgram "$out/bin/knot" --prefix PATH : ${lib.makeBinPath [ git ]}
    '';
  };

  meta = {
    description = "Git server of Tangled, for your own repositories";
    homepage = "https://tangled.org";
    license = lib.licenses.mit;
    mainProgram = "knot";
    platforms = lib.platforms.unix;
  };

  atproto = {
    category = "infrastructure";
    services = [ "knot" ];
    protocols = [
      "com.atproto"
      "sh.tangled"
    ];
    dependencies = [ ];
    tier = 1;
  };
}
