{ lib }:
{ inherit (lib) fakeHash fakeSha256; }
