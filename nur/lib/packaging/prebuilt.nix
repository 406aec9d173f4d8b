/*
  Programs that upstream builds: an archive a system, patched to run from the store.

  Refuses systems upstream has no archive for: they are not among the platforms.
*/
{
  lib,
  stdenv,
  autoPatchelfHook,
  makePackage,
}:
{
  buildPrebuilt =
    {
      # Archives by system.
      archives,
      # Given to mkDerivation as they are.
      derivation ? { },
      ...
    }@given:
    makePackage
      (
        {
          language = "prebuilt";
        }
        // removeAttrs given [
          "archives"
          "derivation"
        ]
        // {
          meta =
            given.meta
            // lib.optionalAttrs (archives != { }) { platforms = lib.attrNames archives; }
            // {
              sourceProvenance = [ lib.sourceTypes.binaryNativeCode ];
            };
        }
      )
      (
        common:
        stdenv.mkDerivation (
          {
            src = archives.${stdenv.hostPlatform.system};
            nativeBuildInputs = lib.optional stdenv.hostPlatform.isLinux autoPatchelfHook;
            dontConfigure = true;
            dontBuild = true;
          }
          // derivation
          // common
        )
      );
}
