/** Names that hold hashes, and names of placeholders. It looks at names only, never at values. */

/** Source: nixpkgs lib/deprecated/misc.nix; `fakeSri` existed in 2020. */
export const placeholderNames: ReadonlySet<string> = new Set([
  "fakeHash",
  "fakeSha256",
  "fakeSha512",
  "fakeSri",
]);

export function isHashName(name: string): boolean {
  return (
    /(?:hash|sha1|sha256|sha512|md5)(?:es|s)?$/i.test(name) &&
    !/(?:password|passwd|commit|git|rev|user|tree|content)-?_?hash(?:es)?$/i.test(name)
  );
}
