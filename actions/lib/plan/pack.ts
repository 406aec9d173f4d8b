/** From entries to jobs: reads what they are made of, asks the caches for that too, and packs. Builds nothing. */

import { access } from "node:fs/promises";
import type { Problem } from "../../../workflows/problem.ts";
import type { OwnRunners } from "../../../workflows/runners.ts";
import type { Entry, Shard } from "../plan-file.ts";
import { type BuildGraph, dependencyOutputs, readBuildGraph, unbuiltDependencies } from "./build-graph.ts";
import { type CacheQuestion, readCacheState } from "./cache-state.ts";
import { estimateSeconds } from "./estimate.ts";
import { packShards } from "./sharding.ts";
import type { Timings } from "./timings.ts";

export type PackLimits = {
  readonly maxJobs: number;
  /** A job as long as this is not split; shorter ones cost more in set-up than they save. */
  readonly targetSeconds: number;
  readonly timings: Timings;
  readonly runners: OwnRunners;
};

export type Packed = { readonly shards: readonly Shard[]; readonly problems: readonly Problem[] };

export async function packEntries(
  entries: readonly Entry[],
  question: CacheQuestion,
  { maxJobs, targetSeconds, timings, runners }: PackLimits,
): Promise<Packed> {
  const systems = [...new Set(entries.map(({ system }) => system))];
  if (systems.length > maxJobs) return { shards: [], problems: [tooFewJobs(systems, maxJobs)] };
  if (entries.length === 0) return { shards: [], problems: [] };
  const graph = await readBuildGraph(entries.map(({ drvPath }) => drvPath));
  const isAtHand = await readAtHand(graph, entries, question);
  const shards = packShards(entries, {
    maxJobs,
    targetSeconds,
    runners,
    costOf: (entry) => entry.cost ?? estimateSeconds(graph.get(entry.drvPath)),
    costOfDependency: (drvPath) => timings.ofDerivation(drvPath) ?? estimateSeconds(graph.get(drvPath)),
    dependenciesOf: once(({ drvPath }) => unbuiltDependencies(graph, drvPath, isAtHand)),
  });
  return { shards, problems: [] };
}

/** Packing asks for the same entries again and again. */
function once(ask: (entry: Entry) => ReadonlySet<string>): (entry: Entry) => ReadonlySet<string> {
  const known = new Map<string, ReadonlySet<string>>();
  return (entry) => {
    const answer = known.get(entry.drvPath) ?? ask(entry);
    known.set(entry.drvPath, answer);
    return answer;
  };
}

/**
 * Without an answer of a cache nobody knows what is to be had, and to take everything for unbuilt would put all that
 * shares a compiler into one job: then only the entries themselves count as unbuilt.
 */
async function readAtHand(
  graph: BuildGraph,
  entries: readonly Entry[],
  question: CacheQuestion,
): Promise<(storePath: string) => boolean> {
  const paths = dependencyOutputs(graph);
  const cacheState = await readCacheState(paths, question);
  const answered = cacheState.problems.length < question.caches.length;
  if (!answered) {
    const unbuilt = new Set(entries.flatMap(({ outputs }) => Object.values(outputs)));
    return (path) => !unbuilt.has(path);
  }
  const here = await Promise.all(paths.map(isPresent));
  const local = new Set(paths.filter((_, index) => here[index]));
  return (path) => local.has(path) || cacheState.holders(path).length > 0;
}

async function isPresent(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    return false;
  }
}

function tooFewJobs(systems: readonly string[], maxJobs: number): Problem {
  return {
    code: "input-invalid",
    severity: "error",
    where: "max-jobs",
    what: `${maxJobs} cannot be kept: there is something to build for ${systems.length} systems, and no job builds for two`,
    fix: `set max-jobs: ${systems.length} or more, or name fewer systems`,
  };
}
