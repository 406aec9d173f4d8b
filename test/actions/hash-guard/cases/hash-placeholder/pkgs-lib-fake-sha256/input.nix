{ pkgs }:
pkgs.fetchurl {
  url = "https://example.org/a-1.0.tar.gz";
  sha256 = pkgs.lib.fakeSha256;
}
