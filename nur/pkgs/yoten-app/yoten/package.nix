{
  buildGoPrograms,
  esbuild,
  fetchurl,
  hashes,
  lib,
  sources,
  tailwindcss_4,
  templ,
}:

let
  # Scripts that the pages load, by the name they have there.
  assets = lib.mapAttrs (_: { url, hash }: fetchurl { inherit hash url; }) (
    lib.importJSON ./assets.json
  );
in
buildGoPrograms {
  pname = "yoten";
  source = sources.yoten;
  inherit (hashes) vendorHash;
  subPackages = [ "cmd/server" ];
  go = {
    nativeBuildInputs = [
      esbuild
      tailwindcss_4
      templ
    ];
    # Embedded by the program; no matter of the dependencies' derivation.
    overrideModAttrs = _: { preBuild = ""; };
    preBuild = ''
      templ generate
      mkdir -p static/files
      esbuild static/*.js --minify --outdir=static/files
      ${lib.concatStrings (lib.mapAttrsToList (name: file: "cp ${file} static/files/${name}\n") assets)}
      tailwindcss -i input.css -o static/files/style.css --minify
    '';
    postInstall = ''
      mv "$out/bin/server" "$out/bin/yoten"
    '';
  };

  meta = {
    description = "Diary of language learners";
    homepage = "https://yoten.app";
    license = lib.licenses.mit;
    mainProgram = "yoten";
    platforms = lib.platforms.unix;
  };

  atproto = {
    category = "application";
    services = [ "yoten" ];
    protocols = [ "com.atproto" ];
    dependencies = [ ];
    tier = 2;
  };
}
