/*
  The one place that decides whether a package is broken, and says why; every builder goes through it.

  A broken package is present: its metadata evaluates, its derivation fails at once with the reason. Refuses to guess a
  hash: what is null in a JSON file is unknown, and whatever needs it is broken.
*/
{ lib, stdenv }:
let
  # Evaluates under any nixpkgs configuration, so that one broken package never stops `nix flake check`.
  stub =
    { meta, passthru, ... }@common:
    let
      reason = "${common.pname} is broken: ${meta.problems.broken.message}";
      position = builtins.unsafeGetAttrPos "description" meta;
    in
    derivation {
      name = "${common.pname}-${common.version}";
      inherit (stdenv.hostPlatform) system;
      builder = "/bin/sh";
      args = [
        "-c"
        "echo ${lib.escapeShellArg reason} >&2; exit 1"
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
if brokenReason == null then build common else stub common
