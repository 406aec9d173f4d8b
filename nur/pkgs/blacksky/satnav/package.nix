{
  binaryen,
  buildRustPrograms,
  lib,
  lld,
  tailwindcss_4,
  wasm-bindgen-cli_0_2_100,
  workspace,
}:

buildRustPrograms {
  inherit workspace;
  pname = "rsky-satnav";
  crane = {
    # Its dependencies are built for the browser, so the workspace's are of no use.
    cargoArtifacts = null;
    nativeBuildInputs = workspace.arguments.nativeBuildInputs ++ [
      binaryen
      lld
      tailwindcss_4
      # The very version of wasm-bindgen in Cargo.lock.
      wasm-bindgen-cli_0_2_100
    ];
    buildPhaseCargoCommand = ''
      cargo build --locked --release --target wasm32-unknown-unknown --package rsky-satnav
    '';
    installPhaseCommand = ''
      site="$out/share/rsky-satnav"
      mkdir -p "$site"
      cp -r rsky-satnav/assets "$site/"
      cp ${./index.html} "$site/index.html"
      (cd rsky-satnav && tailwindcss -i input.css -o "$site/assets/tailwind.css")
      wasm-bindgen --target web --out-dir "$site" --out-name rsky-satnav \
        target/wasm32-unknown-unknown/release/rsky-satnav.wasm
      wasm-opt -Oz "$site/rsky-satnav_bg.wasm" -o "$site/rsky-satnav_bg.wasm"
    '';
  };
  noProgram = "files for a web server, in share/rsky-satnav";

  meta = {
    description = "Explorer of repository archives that runs in the browser";
    homepage = "https://github.com/blacksky-algorithms/rsky/tree/main/rsky-satnav";
    license = lib.licenses.asl20;
    platforms = lib.platforms.unix;
  };

  atproto = {
    category = "application";
    services = [ ];
    protocols = [ "com.atproto" ];
    dependencies = [ ];
    tier = 3;
  };
}
