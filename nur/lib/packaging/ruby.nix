/*
  Ruby programs whose gems are data: gemset.json beside the package, Gemfile and its lock from the source.

  Refuses a gemset computed by a build: it is read from this repository, so nothing is imported from a derivation.
*/
{
  stdenv,
  bundlerEnv,
  makePackage,
  makeWrapper,
}:
{
  buildRubyApp =
    {
      source,
      ruby,
      # An attribute set, as bundix writes it.
      gemset,
      # Given to mkDerivation; `gems` is passed to installPhase.
      installPhase,
      ...
    }@given:
    makePackage
      (
        {
          language = "ruby";
        }
        // removeAttrs given [
          "ruby"
          "gemset"
          "installPhase"
        ]
      )
      (
        common:
        let
          gems = bundlerEnv {
            name = "${common.pname}-gems";
            inherit gemset ruby;
            gemfile = "${source.src}/Gemfile";
            lockfile = "${source.src}/Gemfile.lock";
          };
        in
        stdenv.mkDerivation (
          {
            inherit (source) src;
            nativeBuildInputs = [ makeWrapper ];
            dontBuild = true;
            installPhase = installPhase gems;
          }
          // common
          // {
            passthru = common.passthru // {
              inherit gems ruby;
            };
          }
        )
      );
}
