/** Makes the plan of a flake: evaluates, asks the caches, decides, packs. Builds nothing and changes nothing but the Nix store. */

import { relative } from "node:path";
import type { Problem } from "../../../workflows/problem.ts";
import { labelWarning, type OwnRunners, runnerFor } from "../../../workflows/runners.ts";
import { querySubstituter, type SubstituterReference } from "../cache/binary-cache.ts";
import type { Host } from "../host/host.ts";
import type { KnownFailures } from "../known-failures.ts";
import { type Nix, nixCommand } from "../nix/command.ts";
import { type EvaluationOptions, evaluateFlake, type Source } from "../nix/eval.ts";
import type { Evaluation } from "../nix/evaluation.ts";
import type { PlanFile, Shard } from "../plan-file.ts";
import { type CacheQuestion, type QueryPresence, readCacheState } from "./cache-state.ts";
import { compareWith, openComparison } from "./comparison.ts";
import { decide, type Ledger } from "./ledger.ts";
import { readOrganizations } from "./organizations.ts";
import { packEntries } from "./pack.ts";
import type { Timings } from "./timings.ts";

export type PlanRequest = {
  readonly flake: string;
  /** A file that is no flake, instead; empty: none. */
  readonly file: string;
  /** Outputs of the flake, or paths below them. */
  readonly attributes: readonly string[];
  /** Empty: all that the flake names. */
  readonly systems: readonly string[];
  readonly runners: OwnRunners;
  readonly caches: readonly SubstituterReference[];
  /** Empty: ask anonymously. */
  readonly token: string;
  readonly knownFailures: KnownFailures;
  readonly maxJobs: number;
  /** The wanted time of one job. */
  readonly targetMinutes: number;
  readonly timings: Timings;
  /** Git ref to compare with; empty: none. */
  readonly base: string;
};

export type PlanHost = Pick<Host, "workspace" | "temporary" | "environment" | "signal" | "progress">;

export type PlanEffects = {
  readonly nix: Nix;
  readonly query: QueryPresence;
  readonly limits: Pick<EvaluationOptions, "secondsPerAttribute" | "heapBytes">;
};

export type Planned = { readonly plan: PlanFile; readonly problems: readonly Problem[] };

/** With an error among the problems the plan is not to be relied on; it is empty when the flake as a whole is at fault. */
export async function planFlake(
  request: PlanRequest,
  host: PlanHost,
  effects: Partial<PlanEffects> = {},
): Promise<Planned> {
  const { workspace, signal, progress: onProgress } = host;
  const nix = effects.nix ?? nixCommand(host.environment, signal);
  const sharers = request.base === "" ? 1 : 2;
  const options = { workspace, signal, sharers, onProgress: onProgress.bind(host), ...effects.limits };
  const { systems, attributes } = request;
  const comparison = await openComparison(request, host);
  if (!comparison.ok) return { plan: emptyPlan(request), problems: comparison.problems };
  const [evaluated, base] = await Promise.all([
    evaluateFlake({ ...sourceOf(request), systems, attributes }, nix, options),
    comparison.value?.evaluate(nix, options),
  ]);
  if (!evaluated.ok) return { plan: emptyPlan(request), problems: evaluated.problems };
  const evaluation = evaluated.value;
  const question: CacheQuestion = { ...request, signal, query: effects.query ?? querySubstituter };
  host.progress("asking the caches");
  const [organizations, cacheState] = await Promise.all([
    readOrganizations(evaluation.flake),
    readCacheState(
      evaluation.derived.flatMap(({ outputs }) => Object.values(outputs)),
      question,
    ),
  ]);
  const { knownFailures, timings, runners } = request;
  const { change, unchanged, ...compared } = compareWith(base, evaluation, organizations);
  const ledger = decide(evaluation, {
    ...{ organizations, cacheState, knownFailures, timings, runners },
    ...(unchanged === undefined ? {} : { unchanged }),
  });
  const packed = await packEntries(ledger.entries, question, {
    ...{ maxJobs: request.maxJobs, targetSeconds: request.targetMinutes * 60, timings, runners },
  });
  const problems = [
    ...evaluation.problems.map(({ attr: _, ...problem }) => problem),
    ...ledger.problems,
    ...compared.problems,
    ...cacheState.problems,
    ...runnerWarnings(packed.shards, runners),
    ...packed.problems,
  ];
  const plan = planOf(request, evaluation, ledger, packed.shards);
  return { plan: { ...plan, ...(change === undefined ? {} : { change }) }, problems };
}

function sourceOf({ flake, file }: PlanRequest): Source {
  return file === "" ? { flake } : { file };
}

function emptyPlan({ flake, file, systems }: PlanRequest): PlanFile {
  return {
    ...{ version: 1, flake, ...(file === "" ? {} : { file }), systems: [...systems] },
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
    ...(flake.file === undefined ? {} : { file: relative(flake.workspace, flake.file) }),
    ...(flake.rev === undefined ? {} : { rev: flake.rev }),
    systems: [...systems],
    entries: [...ledger.entries],
    skipped: [...ledger.skipped],
    problems: problems.map((problem) => ({ ...problem })),
    shards: [...shards],
  };
}

function runnerWarnings(shards: readonly Shard[], own: OwnRunners): readonly Problem[] {
  const systems = [...new Set(shards.map(({ system }) => system))];
  const warn = (where: string, what: string, fix: string): Problem => {
    return { code: "unsupported-system", severity: "warning", where, what, fix };
  };
  return systems.flatMap((system) => {
    const { warning } = runnerFor(system, own) ?? {};
    const label = own.get(system);
    const fading = label === undefined ? undefined : labelWarning(label);
    return [
      ...(warning === undefined
        ? []
        : [warn(system, warning, `plan without ${system}: name the other systems under systems`)]),
      ...(fading === undefined
        ? []
        : [warn(system, `the runner label ${label}: ${fading}`, "name another label under runners")]),
    ];
  });
}
