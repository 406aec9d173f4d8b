{ stdenv }:
stdenv.mkDerivation {
  name = "deps";
  outputHash = "sha256-wdZLLUyzDxvniMxNJG3dn8H+haPrOoWj3jOCnfr2zn0=";
  buildPhase = ''
    npx tsc && cp -r dist $out
  '';
}
