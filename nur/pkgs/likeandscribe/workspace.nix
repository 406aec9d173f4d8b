# The crates of Frontpage: one source, one build of all their dependencies.
{
  makeRustWorkspace,
  sources,
  zstd,
}:

makeRustWorkspace {
  source = sources.frontpage;
  buildInputs = [ zstd ];
  env.ZSTD_SYS_USE_PKG_CONFIG = "1";
}
