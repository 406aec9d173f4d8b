{
  buildPrebuilt,
  lib,
  sources,
}:

buildPrebuilt {
  pname = "streamplace-binary";
  source = sources.streamplace-binary;
  archives = { };

  meta = {
    description = "Video server of the network, as upstream builds it";
    homepage = "https://stream.place";
    license = lib.licenses.mit;
    mainProgram = "streamplace";
    platforms = [ "x86_64-linux" ];
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
