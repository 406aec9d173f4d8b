{ checkHash, hash }:
rec {
  _ = checkHash hash;
}
