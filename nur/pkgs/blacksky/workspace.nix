# The crates of rsky: one source, one build of all their dependencies.
{
  libpq,
  makeRustWorkspace,
  perl,
  rustPlatform,
  sources,
  sqlite,
  zlib,
  zstd,
}:

makeRustWorkspace {
  source = sources.rsky;
  nativeBuildInputs = [
    perl
    rustPlatform.bindgenHook
  ];
  buildInputs = [
    libpq
    sqlite
    zlib
    zstd
  ];
  env.ZSTD_SYS_USE_PKG_CONFIG = "1";
}
