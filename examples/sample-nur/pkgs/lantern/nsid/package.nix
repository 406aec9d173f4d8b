{ makeTool }:

makeTool {
  pname = "lantern-nsid";
  version = "1.0.0";
  language = "node";
  source = ./nsid.js;

  check = ''
    "$tool" app.bsky.feed.getTimeline | grep -F _lexicon.feed.bsky.app
    if "$tool" com.example; then exit 1; fi
  '';

  meta = {
    description = "Say whether an NSID is one, and which domain answers for it";
    homepage = "https://atproto.com/specs/nsid";
    license = {
      spdxId = "MIT";
      free = true;
    };
    mainProgram = "lantern-nsid";
    platforms = [
      "x86_64-linux"
      "aarch64-linux"
      "aarch64-darwin"
    ];
  };
}
