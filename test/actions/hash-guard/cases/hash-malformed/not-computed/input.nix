{ fetchurl, hashes, system }:
fetchurl {
  url = "https://example.org/a-1.0";
  hash = "sha256:" + hashes.${system};
}
