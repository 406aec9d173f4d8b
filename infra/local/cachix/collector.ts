/** What a cache drops when it is over its limit: least recently read first, never what a pin keeps, nor what that refers to. */

import type { Pin } from "./pins.ts";

export type Kept = {
  readonly hashPart: string;
  readonly fileSize: number;
  readonly references: readonly string[];
  /** Milliseconds since 1970. */
  readonly lastReadAt: number;
};

const dayMs = 24 * 60 * 60 * 1000;

/** Hash parts to drop, in order; as few as bring the sum to the limit. */
export function chooseVictims(
  paths: readonly Kept[],
  limitBytes: number,
  pinned: ReadonlySet<string>,
): readonly string[] {
  let over = paths.reduce((sum, { fileSize }) => sum + fileSize, 0) - limitBytes;
  const held = closureOf(pinned, new Map(paths.map((path) => [path.hashPart, path])));
  const victims: string[] = [];
  for (const path of paths.toSorted((left, right) => left.lastReadAt - right.lastReadAt)) {
    if (over <= 0) break;
    if (held.has(path.hashPart)) continue;
    victims.push(path.hashPart);
    over -= path.fileSize;
  }
  return victims;
}

/** Of every name, the revisions its latest pin says to keep; without a word, all. */
export function pinnedHashes(pins: readonly Pin[], now: number): ReadonlySet<string> {
  const hashes = new Set<string>();
  for (const revisions of Map.groupBy(pins, ({ name }) => name).values()) {
    const keep = revisions.at(-1)?.keep ?? null;
    const kept = revisions.filter((pin, index) => {
      if (keep?.tag === "Revisions") return index >= revisions.length - keep.contents;
      return keep?.tag !== "Days" || now - Date.parse(pin.at) < keep.contents * dayMs;
    });
    for (const { storePath } of kept) hashes.add(storePath.slice("/nix/store/".length).slice(0, 32));
  }
  return hashes;
}

function closureOf(roots: ReadonlySet<string>, paths: ReadonlyMap<string, Kept>): ReadonlySet<string> {
  const seen = new Set(roots);
  for (const hashPart of seen)
    for (const reference of paths.get(hashPart)?.references ?? []) seen.add(reference);
  return seen;
}
