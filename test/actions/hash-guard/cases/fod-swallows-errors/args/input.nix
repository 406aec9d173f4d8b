{ derivation }:
derivation {
  outputHash = "sha256-wdZLLUyzDxvniMxNJG3dn8H+haPrOoWj3jOCnfr2zn0=";
  args = [ "-c" "npm ci || true" ];
}
