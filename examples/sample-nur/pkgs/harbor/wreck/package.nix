{ makeTool }:

makeTool {
  pname = "harbor-wreck";
  version = "0.1.0";
  language = "rust";
  source = ./wreck.rs;

  check = ''
    "$tool" at://jay.bsky.social/app.bsky.feed.post/3jsm4h3tze22p
  '';

  meta = {
    description = "Print the parts of an AT URI; does not compile, to show what a failure looks like";
    homepage = "https://atproto.com/specs/at-uri-scheme";
    license = {
      spdxId = "MIT";
      free = true;
    };
    mainProgram = "harbor-wreck";
    platforms = [
      "x86_64-linux"
      "aarch64-linux"
      "aarch64-darwin"
    ];
  };
}
