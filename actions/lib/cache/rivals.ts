/**
 * Other jobs that push the same closure at the same time: what they have finished is not sent again, and two of them do not walk
 * in step. It asks about everything that waits at once, and seldom.
 */

import type { PathInfo } from "../nix/path-info.ts";
import { parseStorePath } from "../nix/store-path.ts";
import type { CacheAccess } from "./access.ts";
import { findMissing } from "./query.ts";

export type Rivals = {
  /** It will be sent, in a while. */
  readonly wait: (info: PathInfo) => void;
  /** Its turn has come: is it there by now? A question that is not answered means no. */
  readonly isThere: (info: PathInfo, isLarge: boolean) => Promise<boolean>;
};

/** An answer younger than this is believed for a small path; a large one costs more than a question. In milliseconds. */
const freshFor = 2000;
/** Fewer paths than this are sent in less time than a question about them takes. */
const fewest = 100;

export function watchRivals(access: CacheAccess): Rivals {
  const waiting = new Set<string>();
  const found = new Set<string>();
  let askedAt = performance.now();
  let asking: Promise<void> = Promise.resolve();
  const ask = async (hashParts: readonly string[]): Promise<void> => {
    askedAt = performance.now();
    const missing = await findMissing(access, hashParts);
    if (missing.ok) for (const part of hashParts) if (!missing.value.has(part)) found.add(part);
  };
  return {
    wait: (info) => void waiting.add(hashPartOf(info)),
    isThere: async (info, isLarge) => {
      const own = hashPartOf(info);
      const isOld = waiting.size >= fewest && performance.now() - askedAt > freshFor;
      if (isOld) asking = ask([...waiting]);
      else if (isLarge) await ask([own]);
      await asking;
      waiting.delete(own);
      return found.has(own);
    },
  };
}

/** Another job has most likely begun at the other end of another list. What is small enough keeps its order. */
export function beginSomewhere<T>(list: readonly T[], random: () => number = Math.random): readonly T[] {
  if (list.length < fewest) return list;
  const first = Math.floor(random() * list.length);
  return [...list.slice(first), ...list.slice(0, first)];
}

function hashPartOf({ path }: PathInfo): string {
  return parseStorePath(path)?.hashPart ?? "";
}
