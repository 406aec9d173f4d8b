/**
 * Other jobs that push the same closure at the same time: what they have published is not sent again, and two of them do not walk
 * in step. It asks seldom, about all that waits at once; it never lets a path go before one that it refers to.
 */

import type { PathInfo } from "../nix/path-info.ts";
import { parseStorePath } from "../nix/store-path.ts";
import type { CacheAccess } from "./access.ts";
import { findMissing } from "./query.ts";

export type Rivals = {
  /** They will be sent, in a while. */
  readonly wait: (infos: readonly PathInfo[]) => void;
  /** The place of the one that is next. */
  readonly choose: (waiting: readonly { readonly name: string }[]) => number;
  /** It waits no longer. */
  readonly leave: (info: PathInfo) => void;
  /** Whether another job has published it meanwhile: a large one costs more than a question. */
  readonly isThere: (info: PathInfo, isLarge: boolean) => Promise<boolean>;
  /** Drops a question that is under way when nothing waits any more. */
  readonly rest: () => void;
};

type Settings = {
  /** In [0, 1). */
  readonly random: () => number;
  /** Milliseconds until the first question, and after news; without news each pause is twice as long. Default: half a second. */
  readonly firstPause?: number;
};

/**
 * How many of the paths are taken by chance. Alone only some: the natural order is the quickest, but two jobs that both keep to it
 * would never see what the other has done. With a rival most; the rest keeps long chains of references going.
 */
const byChance = { alone: 1 / 4, withRival: 7 / 8 };
const longestPause = 8000;
/** From a place chosen by chance on; enough, as a closure is mostly leaves. */
const placesTried = 50;

export function watchRivals(access: CacheAccess, { random, firstPause = 500 }: Settings): Rivals {
  const waiting = new Map<string, PathInfo>();
  const found = new Set<string>();
  let pause = firstPause;
  let askedAt = performance.now();
  let question: AbortController | undefined;
  const isReady = (path: string) =>
    waiting.get(path)?.references.every((other) => other === path || !waiting.has(other)) ?? true;
  /** About `own`, whose turn it is, and all that wait. What left meanwhile we may have published ourselves. No answer, no news. */
  const ask = async (own: readonly string[], signal: AbortSignal) => {
    const byHash = new Map([...own, ...waiting.keys()].map((path) => [hashPartOf(path), path]));
    const missing = await findMissing({ ...access, signal }, [...byHash.keys()]);
    if (!missing.ok) return;
    const there = [...byHash].flatMap(([part, path]) => (missing.value.has(part) ? [] : [path]));
    const news = there.filter((path) => waiting.has(path) || own.includes(path));
    for (const path of news) found.add(path);
    pause = news.length > 0 ? firstPause : Math.min(2 * pause, longestPause);
  };
  const askAboutAll = async () => {
    askedAt = performance.now();
    question = new AbortController();
    await ask([], AbortSignal.any([access.signal, question.signal]));
    question = undefined;
  };
  return {
    wait: (infos) => {
      if (waiting.size === 0) askedAt = performance.now();
      for (const info of infos) waiting.set(info.path, info);
    },
    choose: (list) => {
      const share = found.size > 0 ? byChance.withRival : byChance.alone;
      const start = Math.floor((random() / share) * list.length);
      for (let place = start; place < Math.min(start + placesTried, list.length); place++)
        if (isReady(list[place]?.name ?? "")) return place;
      return 0;
    },
    leave: ({ path }) => void waiting.delete(path),
    isThere: async ({ path }, isLarge) => {
      if (isLarge && !found.has(path)) await ask([path], access.signal);
      else if (waiting.size > 0 && question === undefined && performance.now() - askedAt > pause)
        void askAboutAll();
      return found.has(path);
    },
    rest: () => {
      if (waiting.size === 0) question?.abort();
    },
  };
}

function hashPartOf(path: string): string {
  return parseStorePath(path)?.hashPart ?? "";
}
