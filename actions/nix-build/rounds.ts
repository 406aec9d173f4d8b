/** Builds targets in as many rounds as it takes: after an early end, the rest; after a passing trouble, once more. */

import { nameOf } from "../lib/nix/failure.ts";
import type { Build } from "../lib/nix/log-state.ts";
import { findInvalid } from "../lib/nix/store.ts";
import type { FailureClass } from "../lib/results-file.ts";
import { type Context, runRound } from "./round.ts";
import { isComplete, type Target } from "./target.ts";
import { judgeByLastWords, judgeRound, type Verdict, type Verdicts } from "./verdict.ts";

export type Built = {
  /** On targets that failed. A target without a verdict that is not valid either was not reached. */
  readonly verdicts: Verdicts;
  /** By derivation, dependencies among them: what this run built, or tried to. */
  readonly builds: ReadonlyMap<string, Build>;
  /** Store path to the store it was fetched from. */
  readonly substituted: ReadonlyMap<string, string>;
};

type Retry = { readonly delaysMs: readonly number[]; readonly settings: readonly string[] };

/** One build at a time: what is short for many may do for one. */
const alone = ["--max-jobs", "1"];

const retries: Partial<Readonly<Record<FailureClass, Retry>>> = {
  network: { delaysMs: [5_000, 30_000], settings: [] },
  "out-of-memory": { delaysMs: [0], settings: alone },
  "disk-full": { delaysMs: [0], settings: alone },
};

export async function buildTargets(context: Context, targets: readonly Target[]): Promise<Built> {
  const verdicts = new Map<string, Verdict>();
  const builds = new Map<string, Build>();
  const substituted = new Map<string, string>();
  const spent = new Map<FailureClass, number>();
  let open = targets;
  let settings: readonly string[] = [];
  while (open.length > 0 && !context.host.signal.aborted) {
    const round = await runRound(
      context,
      open.map(({ drvPath }) => drvPath),
      settings,
    );
    for (const build of round.log.builds.values()) builds.set(build.drvPath, build);
    for (const [path, from] of round.log.substituted) substituted.set(path, from);
    const outputs = open.flatMap((target) => target.outputs);
    // Of all at once the store is asked in the end, whatever Nix says.
    const invalid = round.succeeded ? new Set<string>() : await findInvalid(context.nix, outputs);
    const left = open.filter((target) => !isComplete(target, invalid));
    const judged = await judgeRound(context, round, left);
    for (const { drvPath } of open.filter((target) => !left.includes(target))) verdicts.delete(drvPath);
    for (const [drvPath, verdict] of judged) verdicts.set(drvPath, verdict);
    const rest = left.filter(({ drvPath }) => !judged.has(drvPath));
    if (context.host.signal.aborted) break;
    if (rest.length > 0 && rest.length < open.length) {
      open = rest;
      continue;
    }
    for (const [drvPath, verdict] of judgeByLastWords(round, rest)) verdicts.set(drvPath, verdict);
    const again = await waitForRetry(context, targets, { verdicts, spent });
    open = again.targets;
    settings = again.settings;
  }
  return { verdicts, builds, substituted };
}

type Attempts = { readonly verdicts: Verdicts; readonly spent: Map<FailureClass, number> };

/** The targets of one class that is worth another try, after its delay; none when all tries are spent. */
async function waitForRetry(
  { host, effects }: Context,
  targets: readonly Target[],
  { verdicts, spent }: Attempts,
): Promise<{ readonly targets: readonly Target[]; readonly settings: readonly string[] }> {
  for (const [failureClass, retry] of Object.entries(retries) as [FailureClass, Retry][]) {
    const tried = spent.get(failureClass) ?? 0;
    const delay = retry.delaysMs[tried];
    const hit = targets.filter(({ drvPath }) => {
      const cause = verdicts.get(drvPath)?.cause;
      return cause?.class === failureClass && cause.transient;
    });
    if (delay === undefined || hit.length === 0) continue;
    spent.set(failureClass, tried + 1);
    const names = hit.slice(0, 5).map(({ drvPath }) => nameOf(drvPath));
    host.info(
      `${failureClass}: trying ${names.join(", ")}${hit.length > 5 ? ", …" : ""} again in ${delay / 1000}s`,
    );
    await effects.pause(delay, host.signal);
    return { targets: hit, settings: retry.settings };
  }
  return { targets: [], settings: [] };
}
