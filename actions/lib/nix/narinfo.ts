/** What a binary cache says about one store path. Strict: a field missing, doubled or malformed is no narinfo. */

import { type Hash, parseHash } from "./hash.ts";
import { parseBaseName, parseStorePath } from "./store-path.ts";

export type NarInfo = {
  readonly storePath: string;
  /** Relative to the cache, or absolute. */
  readonly url: string;
  readonly compression: string;
  readonly fileSize?: number;
  readonly narHash: Hash;
  readonly narSize: number;
  /** Full store paths, in the order given. */
  readonly references: readonly string[];
  /** `name:base64`, any number. */
  readonly signatures: readonly string[];
};

/** The parsed text, or what is wrong with it, lower case, for a message. */
export function parseNarInfo(text: string): NarInfo | string {
  const fields = new Map<string, string[]>();
  if (!text.endsWith("\n") || text.endsWith("\n\n")) return "it does not end in exactly one newline";
  for (const line of text.slice(0, -1).split("\n")) {
    const colon = line.indexOf(": ");
    if (colon < 0) return `${JSON.stringify(line)} has no ": "`;
    const key = line.slice(0, colon);
    fields.set(key, [...(fields.get(key) ?? []), line.slice(colon + 2)]);
  }
  return fromFields(fields);
}

function fromFields(fields: ReadonlyMap<string, readonly string[]>): NarInfo | string {
  const one = (key: string): string => fields.get(key)?.[0] ?? "";
  const storePath = parseStorePath(one("StorePath"));
  const narHash = parseHash(one("NarHash"));
  const narSize = Number(one("NarSize"));
  const references = one("References")
    .split(" ")
    .filter((name) => name !== "")
    .map((name) => parseBaseName(name)?.path);
  if (storePath === undefined) return "it has no StorePath";
  if (one("URL") === "") return "it has no URL";
  if (narHash?.algorithm !== "sha256") return "it has no NarHash";
  if (!Number.isSafeInteger(narSize) || narSize <= 0) return "it has no NarSize";
  if (!fields.has("References")) return "it has no References";
  if (!references.every((reference) => reference !== undefined)) return "it has a malformed reference";
  const fileSize = Number(one("FileSize"));
  return {
    storePath: storePath.path,
    url: one("URL"),
    // What Nix takes an absent field for.
    compression: one("Compression") || "bzip2",
    ...(fileSize > 0 ? { fileSize } : {}),
    narHash,
    narSize,
    references,
    signatures: fields.get("Sig") ?? [],
  };
}
