/*
  One package of npm as npm itself packs it, by name and version; no address, so a mirror set in the environment is used.

  Refuses to resolve ranges: the version is part of the name, the hash that of the archive.
*/
{
  lib,
  stdenvNoCC,
  cacert,
  nodejs,
}:
{
  package,
  version,
  hash,
}:
stdenvNoCC.mkDerivation {
  name = "${lib.replaceStrings [ "@" "/" ] [ "" "-" ] package}-${version}.tgz";
  nativeBuildInputs = [
    cacert
    nodejs
  ];
  dontUnpack = true;
  buildPhase = ''
    export HOME="$TMPDIR"
    npm pack --silent ${lib.escapeShellArg "${package}@${version}"}
  '';
  installPhase = ''
    cp ./*.tgz "$out"
  '';
  dontFixup = true;
  impureEnvVars = lib.fetchers.proxyImpureEnvVars ++ [ "npm_config_registry" ];
  outputHashMode = "flat";
  outputHash = hash;
}
