{ makeTool }:

makeTool {
  pname = "lantern-fogged";
  version = "0.1.0";
  language = "ruby";
  source = ./fogged.rb;

  # A flag is one grapheme of two code points.
  check = ''
    test "$(printf '🇳🇴' | "$tool")" = 299
  '';

  meta = {
    description = "Count what is left of a post's 300 graphemes";
    homepage = "https://atproto.com/lexicons/app-bsky-feed";
    license = {
      spdxId = "MIT";
      free = true;
    };
    mainProgram = "lantern-fogged";
    platforms = [
      "x86_64-linux"
      "aarch64-linux"
      "aarch64-darwin"
    ];
    broken = true;
    problems.broken.message = "counts code points where the limit is in graphemes: flags and families count too much";
  };
}
