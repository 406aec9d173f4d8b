# The crates of microcosm-rs: one source, one build of all their dependencies.
{
  lz4,
  makeRustWorkspace,
  perl,
  rustPlatform,
  sources,
  sqlite,
  zstd,
}:

makeRustWorkspace {
  source = sources.microcosm-rs;
  nativeBuildInputs = [
    perl
    # RocksDB's bindings are generated.
    rustPlatform.bindgenHook
  ];
  buildInputs = [
    lz4
    sqlite
    zstd
  ];
  env.ZSTD_SYS_USE_PKG_CONFIG = "1";
}
