{ makeTool }:

makeTool {
  pname = "harbor-tid";
  version = "1.0.0";
  language = "go";
  source = ./tid.go;

  check = ''
    test "$("$tool" at 2023-04-05T06:07:08.123456Z 21)" = 3jsm4h3tze22p
    "$tool" decode "$("$tool" mint)"
  '';

  meta = {
    description = "Mint and read TIDs, the timestamp identifiers of AT Protocol";
    homepage = "https://atproto.com/specs/tid";
    license = {
      spdxId = "MIT";
      free = true;
    };
    mainProgram = "harbor-tid";
    platforms = [
      "x86_64-linux"
      "aarch64-linux"
      "aarch64-darwin"
    ];
  };
}
