{
  describeBroken,
  lib,
  sources,
}:

describeBroken {
  pname = "streamplace";
  source = sources.streamplace;
  language = "go";
  broken = "the program holds a web application and Rust libraries, the hashes of whose dependencies are not known";

  meta = {
    description = "Video server of the network, from source";
    homepage = "https://stream.place";
    license = lib.licenses.mit;
    mainProgram = "streamplace";
    platforms = lib.platforms.unix;
  };

  atproto = {
    category = "application";
    services = [ "streamplace" ];
    protocols = [
      "com.atproto"
      "place.stream"
    ];
    dependencies = [ ];
    tier = 2;
  };
}
