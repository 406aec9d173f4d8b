{
  text = ''
    hash = lib.fakeHash;
    sha256 = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
  '';
}
