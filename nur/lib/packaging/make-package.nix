/*
  The one place that decides whether a package is broken, and says why; every builder goes through it.

  A broken package is present: its metadata evaluates, its derivation fails at once with the reason; so is one whose licence
  is not free, unless nixpkgs is told to allow it. Refuses to guess a hash: what is null in a JSON file is unknown, and
  whatever needs it is broken.
*/
{
  config,
  lib,
  stdenv,
}:
let
  # Evaluates under any nixpkgs configuration, so that one package never stops `nix flake check`.
  stub =
    reason:
    { meta, passthru, ... }@common:
    let
      position = builtins.unsafeGetAttrPos "description" meta;
    in
    derivation {
      name = "${common.pname}-${common.version}";
      inherit (stdenv.hostPlatform) system;
      builder = "/bin/sh";
      args = [
        "-c"
        "echo ${lib.escapeShellArg "${common.pname} ${reason}"} >&2; exit 1"
      ];
    }
    // passthru
    // {
      inherit (common) pname version passthru;
      meta =
        meta
        // {
          available = false;
        }
        // lib.optionalAttrs (position != null) {
          position = "${position.file}:${toString position.line}";
        };
    };

  # As nixpkgs decides it.
  isAllowed =
    common:
    lib.all (license: license.free or true) (lib.toList (common.meta.license or [ ]))
    || config.allowUnfree or false
    || builtins.getEnv "NIXPKGS_ALLOW_UNFREE" == "1"
    || (config.allowUnfreePredicate or (_: false)) common;

  unknownHashes =
    source: needs:
    map (name: "${name} of ${source.name} is not known") (
      lib.attrNames (lib.filterAttrs (_: hash: hash == null) needs)
    );
in
{
  pname,
  source,
  version ? source.versionOf pname,
  language,
  # Checked by atproto-core, which can name the package; so nothing is required here.
  atproto ? null,
  meta ? { },
  passthru ? { },
  # Why there is nothing to run: one line, for libraries and for files that a web server serves.
  noProgram ? null,
  # Why it cannot be built, in one line, where it is not a hash that is missing.
  broken ? null,
  # Dependency hashes by name; null: not known.
  needs ? { },
}:
build:
let
  reasons =
    lib.optional (broken != null) broken
    ++ lib.optional (source.missing != null) source.missing
    ++ unknownHashes source needs;

  brokenReason = if reasons == [ ] then null else lib.concatStringsSep "; " reasons;

  common = {
    inherit pname version;
    passthru =
      passthru
      // {
        inherit
          atproto
          language
          source
          ;
      }
      // lib.optionalAttrs (noProgram != null) { inherit noProgram; };
    meta = {
      maintainers = [ ];
    }
    // meta
    // {
      broken = brokenReason != null;
    }
    // lib.optionalAttrs (brokenReason != null) { problems.broken.message = brokenReason; };
  };
in
if brokenReason != null then
  stub "is broken: ${brokenReason}" common
else if !isAllowed common then
  stub "has a licence that is not free: allow it with nixpkgs.config.allowUnfree" common
else
  build common
