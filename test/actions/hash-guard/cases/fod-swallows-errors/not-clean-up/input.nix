{ stdenv }:
stdenv.mkDerivation {
  name = "deps";
  outputHash = "sha256-wdZLLUyzDxvniMxNJG3dn8H+haPrOoWj3jOCnfr2zn0=";
  buildPhase = ''
    rm -rf node_modules || true
    find . -name "*.log" -delete || true
    chmod -R u+w . || true
  '';
}
