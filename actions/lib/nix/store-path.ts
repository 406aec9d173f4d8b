/** Store paths taken apart. Accepts `/nix/store` only: other store folders have other hashes and share no cache. */

export const storeDirectory = "/nix/store";

const baseNamePattern = /^([0-9abcdfghijklmnpqrsvwxyz]{32})-([0-9a-zA-Z+\-._?=]+)$/;

export type StorePath = {
  readonly path: string;
  /** `hash-name`. */
  readonly baseName: string;
  readonly hashPart: string;
  readonly name: string;
};

/** Undefined when the text is no store path, or a file inside one. */
export function parseStorePath(text: string): StorePath | undefined {
  if (!text.startsWith(`${storeDirectory}/`)) return undefined;
  return parseBaseName(text.slice(storeDirectory.length + 1));
}

/** From `hash-name`, as narinfos write references. */
export function parseBaseName(baseName: string): StorePath | undefined {
  const found = baseNamePattern.exec(baseName);
  if (found?.[1] === undefined || found[2] === undefined) return undefined;
  return { path: `${storeDirectory}/${baseName}`, baseName, hashPart: found[1], name: found[2] };
}
