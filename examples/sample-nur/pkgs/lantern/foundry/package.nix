{ makeTool }:

makeTool {
  pname = "lantern-foundry";
  version = "1.0.0";
  language = "shell";
  source = ./foundry.sh;

  check = ''
    command -v security
    "$tool" --help
  '';

  meta = {
    description = "Keep app passwords in the keychain of macOS";
    homepage = "https://atproto.com/specs/xrpc#app-passwords";
    license = {
      spdxId = "MIT";
      free = true;
    };
    mainProgram = "lantern-foundry";
    platforms = [ "aarch64-darwin" ];
  };
}
