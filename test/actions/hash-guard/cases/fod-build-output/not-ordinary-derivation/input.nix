{ stdenv }:
stdenv.mkDerivation {
  name = "deps";
  buildPhase = ''
    npm run build
  '';
}
