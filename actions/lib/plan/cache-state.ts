/** What the caches have, asked once for everything. A cache that does not answer counts as empty, with a warning. */

import type { Outcome, Problem } from "../../../workflows/problem.ts";
import type { SubstituterReference } from "../cache/binary-cache.ts";
import { parseStorePath } from "../nix/store-path.ts";

export type QueryPresence = (
  cache: SubstituterReference,
  storePaths: readonly string[],
  options: { readonly token: string; readonly signal: AbortSignal },
) => Promise<Outcome<ReadonlySet<string>>>;

export type CacheState = {
  /** The caches, as the user named them, that have the path. */
  holders(storePath: string): readonly string[];
  readonly problems: readonly Problem[];
};

export type CacheQuestion = {
  readonly caches: readonly SubstituterReference[];
  readonly token: string;
  readonly signal: AbortSignal;
  readonly query: QueryPresence;
};

export async function readCacheState(
  storePaths: readonly string[],
  { caches, token, signal, query }: CacheQuestion,
): Promise<CacheState> {
  const paths = [...new Set(storePaths)].filter((path) => parseStorePath(path) !== undefined);
  const answers = await Promise.all(
    caches.map(async (cache) => {
      if (paths.length === 0) return { cache: cache.text, has: new Set<string>() };
      const answer = await query(cache, paths, { token, signal });
      return answer.ok
        ? { cache: cache.text, has: answer.value }
        : { cache: cache.text, has: new Set<string>(), problems: answer.problems };
    }),
  );
  return {
    holders: (path) => answers.filter(({ has }) => has.has(path)).map(({ cache }) => cache),
    problems: answers.flatMap(({ cache, problems }) =>
      problems === undefined ? [] : [unanswered(cache, problems)],
    ),
  };
}

function unanswered(cache: string, problems: readonly Problem[]): Problem {
  const first = problems[0];
  return {
    code: first?.code ?? "cache-unreachable",
    severity: "warning",
    where: cache,
    what: `${first?.what ?? "the cache did not answer"}; nothing is taken for cached there`,
    fix: first?.fix ?? "run it again",
  };
}
