/*
  All packages of one organization that can be had on this system, in one profile.

  Refuses to hide what it leaves out: `leftOut` holds every other member with the reason.
*/
{
  lib,
  brokenReasonOf,
  buildEnv,
  isAvailable,
  isFree,
  makePackage,
  members,
  organization,
  system,
}:
let
  reasonAgainst =
    package:
    if package.meta.broken then
      brokenReasonOf package
    else if !isFree package then
      "its licence is not free"
    else if !isAvailable package then
      "not for ${system}"
    else
      null;

  reasons = lib.mapAttrs (_: reasonAgainst) members;
  leftOut = lib.filterAttrs (_: reason: reason != null) reasons;
  kept = lib.filterAttrs (name: _: reasons.${name} == null) members;
in
makePackage
  {
    pname = "${organization}-all";
    version = "0";
    source = {
      name = organization;
      missing = null;
    };
    language = "collection";
    noProgram = "a collection: the programs are its members'";
    passthru = {
      inherit leftOut;
      members = lib.attrNames kept;
    };
    broken = if kept == { } then "none of its packages can be had on ${system}" else null;
    atproto = {
      category = "utility";
      services = [ ];
      protocols = [ ];
      dependencies = [ ];
      tier = 3;
    };
    meta = {
      description = "All packages of ${organization} that build";
      homepage = (lib.head (lib.attrValues members)).meta.homepage;
      # Of what is in it; where that is nothing, of what would be.
      license = lib.unique (
        lib.concatMap (package: lib.toList package.meta.license) (
          lib.attrValues (if kept == { } then members else kept)
        )
      );
      platforms = [ system ];
    };
  }
  (
    common:
    buildEnv {
      name = common.pname;
      paths = lib.attrValues kept;
      pathsToLink = [
        "/bin"
        "/lib"
        "/share"
      ];
      inherit (common) meta passthru;
    }
  )
