{
  buildGoPrograms,
  hashes,
  lib,
  pkg-config,
  sources,
  sqlite,
  tangled-appview-static-files,
}:

buildGoPrograms {
  pname = "tangled-appview";
  source = sources.core;
  inherit (hashes.core) vendorHash;
  subPackages = [ "cmd/appview" ];
  go = {
    tags = [ "libsqlite3" ];
    nativeBuildInputs = [ pkg-config ];
    buildInputs = [ sqlite ];
    # Embedded by the program; no matter of the dependencies' derivation.
    overrideModAttrs = _: { preBuild = ""; };
    preBuild = ''
      mkdir -p appview/pages/static
      cp -r ${tangled-appview-static-files}/share/tangled/. appview/pages/static/
    '';
  };

  meta = {
    description = "Web pages of Tangled, the git forge of the network";
    homepage = "https://tangled.org";
    license = lib.licenses.mit;
    mainProgram = "appview";
    platforms = lib.platforms.unix;
  };

  atproto = {
    category = "application";
    services = [ "appview" ];
    protocols = [
      "com.atproto"
      "sh.tangled"
    ];
    dependencies = [ "tangled-knot" ];
    tier = 1;
  };
}
