{ stdenv, lib, pnpm }:

stdenv.mkDerivation (finalAttrs: {
  pnpmDeps = pnpm.fetchDeps {
    inherit (finalAttrs) pname version src;
    hash = lib.fakeHash;
  };
})
