/** Makes the plan of a flake: evaluates, asks the caches, decides, packs. Builds nothing and changes nothing but the Nix store. */

import { access } from "node:fs/promises";
import type { Problem } from "../../../workflows/problem.ts";
import { runnerFor } from "../../../workflows/runners.ts";
import { queryPresence } from "../cache/query.ts";
import type { CacheReference } from "../cache/reference.ts";
import type { Host } from "../host/host.ts";
import type { KnownFailures } from "../known-failures.ts";
import { type Nix, nixCommand } from "../nix/command.ts";
import { type Evaluation, type EvaluationOptions, evaluateFlake } from "../nix/eval.ts";
import type { Entry, PlanFile, Shard } from "../plan-file.ts";
import { type BuildGraph, dependencyOutputs, readBuildGraph, unbuiltDependencies } from "./build-graph.ts";
import { type CacheQuestion, type QueryPresence, readCacheState } from "./cache-state.ts";
import { estimateSeconds } from "./estimate.ts";
import { decide, type Ledger } from "./ledger.ts";
import { readOrganizations } from "./organizations.ts";
import { packShards } from "./sharding.ts";

export type PlanRequest = {
  readonly flake: string;
  /** Empty: all that the flake names. */
  readonly systems: readonly string[];
  readonly caches: readonly CacheReference[];
  /** Empty: ask anonymously. */
  readonly token: string;
  readonly knownFailures: KnownFailures;
  readonly maxJobs: number;
};

export type PlanHost = Pick<Host, "workspace" | "environment" | "signal" | "progress">;

export type PlanEffects = {
  readonly nix: Nix;
  readonly query: QueryPresence;
  readonly limits: Pick<EvaluationOptions, "secondsPerAttribute" | "heapBytes">;
};

export type Planned = { readonly plan: PlanFile; readonly problems: readonly Problem[] };

/** A job as long as this is not split; shorter ones cost more in set-up than they save. */
const targetSeconds = 2700;

/** With an error among the problems the plan is not to be relied on; it is empty when the flake as a whole is at fault. */
export async function planFlake(
  request: PlanRequest,
  host: PlanHost,
  effects: Partial<PlanEffects> = {},
): Promise<Planned> {
  const { workspace, signal, progress: onProgress } = host;
  const nix = effects.nix ?? nixCommand(host.environment, signal);
  const options = { workspace, signal, onProgress: onProgress.bind(host), ...effects.limits };
  const evaluated = await evaluateFlake(request, nix, options);
  if (!evaluated.ok) return { plan: emptyPlan(request), problems: evaluated.problems };
  const evaluation = evaluated.value;
  const question: CacheQuestion = { ...request, signal, query: effects.query ?? queryPresence };
  host.progress("asking the caches");
  const [organizations, cacheState] = await Promise.all([
    readOrganizations(evaluation.flake),
    readCacheState(
      evaluation.derived.flatMap(({ outputs }) => Object.values(outputs)),
      question,
    ),
  ]);
  const { knownFailures } = request;
  const ledger = decide(evaluation, { organizations, cacheState, knownFailures });
  const packed = await pack(ledger, question, request.maxJobs);
  const problems = [
    ...evaluation.problems.map(({ attr: _, ...problem }) => problem),
    ...cacheState.problems,
    ...runnerWarnings(packed.shards),
    ...packed.problems,
  ];
  return { plan: planOf(request, evaluation, ledger, packed.shards), problems };
}

function emptyPlan({ flake, systems }: PlanRequest): PlanFile {
  return {
    ...{ version: 1, flake, systems: [...systems] },
    ...{ entries: [], skipped: [], problems: [], shards: [] },
  };
}

function planOf(
  request: PlanRequest,
  { flake, systems, problems }: Evaluation,
  ledger: Ledger,
  shards: readonly Shard[],
): PlanFile {
  return {
    version: 1,
    flake: request.flake,
    ...(flake.rev === undefined ? {} : { rev: flake.rev }),
    systems: [...systems],
    entries: [...ledger.entries],
    skipped: [...ledger.skipped],
    problems: problems.map((problem) => ({ ...problem })),
    shards: [...shards],
  };
}

type Packed = { readonly shards: readonly Shard[]; readonly problems: readonly Problem[] };

async function pack({ entries }: Ledger, question: CacheQuestion, maxJobs: number): Promise<Packed> {
  const systems = [...new Set(entries.map(({ system }) => system))];
  if (systems.length > maxJobs) return { shards: [], problems: [tooFewJobs(systems, maxJobs)] };
  if (entries.length === 0) return { shards: [], problems: [] };
  const graph = await readBuildGraph(entries.map(({ drvPath }) => drvPath));
  const isAtHand = await readAtHand(graph, entries, question);
  const shards = packShards(entries, {
    maxJobs,
    targetSeconds,
    costOf: (entry) => entry.cost ?? estimateSeconds(graph.get(entry.drvPath)),
    dependenciesOf: ({ drvPath }) => unbuiltDependencies(graph, drvPath, isAtHand),
  });
  return { shards, problems: [] };
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

function runnerWarnings(shards: readonly Shard[]): readonly Problem[] {
  const systems = [...new Set(shards.map(({ system }) => system))];
  return systems.flatMap((system) => {
    const warning = runnerFor(system)?.warning;
    if (warning === undefined) return [];
    const fix = `plan without ${system}: name the other systems under systems`;
    return [{ code: "unsupported-system", severity: "warning", where: system, what: warning, fix } as const];
  });
}
