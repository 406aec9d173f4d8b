{ stdenv }:
stdenv.mkDerivation {
  name = "deps";
  buildPhase = ''
    npm ci || true
  '';
}
