/** The variables that exist in every Nix file, whatever its version and experimental features. */

/** Names without a prefix, from Nix 2.8 to 2.34; `fetchTree` and a few of the others need a feature there. */
const plain = [
  "abort baseNameOf break builtins derivation derivationStrict dirOf false fetchGit fetchMercurial fetchTarball",
  "fetchTree fromTOML import isNull map null placeholder removeAttrs scopedImport throw toString true",
];

/** What `builtins` has besides; as variables they begin with two underscores. */
const prefixed = [
  "add addDrvOutputDependencies addErrorContext all any appendContext attrNames attrValues bitAnd bitOr bitXor",
  "catAttrs ceil compareVersions concatLists concatMap concatStringsSep convertHash currentSystem currentTime",
  "deepSeq div elem elemAt exec fetchClosure fetchurl filter filterSource findFile flakeRefToString floor foldl'",
  "fromJSON functionArgs genList genericClosure getAttr getContext getEnv getFlake groupBy hasAttr hasContext",
  "hashFile hashString head importNative intersectAttrs isAttrs isBool isFloat isFunction isInt isList isPath",
  "isString langVersion length lessThan listToAttrs mapAttrs match mul nixPath nixVersion outputOf parseDrvName",
  "parseFlakeRef partition path pathExists readDir readFile readFileType replaceStrings seq sort split",
  "splitVersion storeDir storePath stringLength sub substring tail toFile toJSON toPath toXML trace traceVerbose",
  "tryEval typeOf unsafeDiscardOutputDependency unsafeDiscardStringContext unsafeGetAttrPos warn zipAttrsWith",
];

const names: ReadonlySet<string> = new Set([
  ...plain.join(" ").split(" "),
  ...prefixed
    .join(" ")
    .split(" ")
    .map((name) => `__${name}`),
]);

export function isBuiltin(name: string): boolean {
  return names.has(name);
}
