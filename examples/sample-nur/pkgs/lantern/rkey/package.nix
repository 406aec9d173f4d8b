{ makeTool }:

makeTool {
  pname = "lantern-rkey";
  version = "1.0.0";
  language = "ruby";
  source = ./rkey.rb;

  check = ''
    test "$("$tool" --type literal:self self)" = self
    if "$tool" ..; then exit 1; fi
  '';

  meta = {
    description = "Say whether a record key is one, of any type a lexicon can ask for";
    homepage = "https://atproto.com/specs/record-key";
    license = {
      spdxId = "MIT";
      free = true;
    };
    mainProgram = "lantern-rkey";
    platforms = [
      "x86_64-linux"
      "aarch64-linux"
      "aarch64-darwin"
    ];
  };
}
