{
  atproto.profiles.development = {
    enable = true;
    hostname = "localhost";
    plcHost = "http://localhost:2582";
    tools = false;
  };
}
