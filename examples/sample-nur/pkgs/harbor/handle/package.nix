{ makeTool }:

makeTool {
  pname = "harbor-handle";
  version = "1.0.0";
  language = "rust";
  source = ./handle.rs;

  check = ''
    test "$("$tool" Jay.BSKY.social)" = jay.bsky.social
    if "$tool" not_a_handle; then exit 1; fi
  '';

  meta = {
    description = "Say whether a handle is one by the specification, and why not";
    homepage = "https://atproto.com/specs/handle";
    license = {
      spdxId = "MIT";
      free = true;
    };
    mainProgram = "harbor-handle";
    platforms = [
      "x86_64-linux"
      "aarch64-linux"
      "aarch64-darwin"
    ];
  };
}
