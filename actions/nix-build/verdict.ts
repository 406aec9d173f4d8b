/** From one round to a verdict per derivation that is still not built: its own fault, or that of a dependency. */

import type { Nix } from "../lib/nix/command.ts";
import { type Cause, nameOf, repeatMessage } from "../lib/nix/failure.ts";
import { dependentsOf, findInvalid } from "../lib/nix/store.ts";
import { findCauses } from "./causes.ts";
import type { Context, Round } from "./round.ts";
import type { Target } from "./target.ts";

export type Verdict = {
  readonly cause: Cause;
  /** How many more dependencies failed besides the one named. */
  readonly more: number;
  /** It was not built again: the cause is that of an earlier run. */
  readonly remembered?: boolean;
};

export type Verdicts = ReadonlyMap<string, Verdict>;

/** Verdicts on those targets of which the round tells enough; on the others there is none yet. */
export async function judgeRound(
  { nix }: Pick<Context, "nix">,
  round: Round,
  failed: readonly Target[],
): Promise<Verdicts> {
  const causes = await findCauses(nix, round, failed);
  const verdicts = new Map<string, Verdict>();
  for (const { drvPath } of failed) {
    const cause = causes.get(drvPath);
    if (cause !== undefined) verdicts.set(drvPath, { cause, more: 0 });
  }
  const victims = failed.filter(({ drvPath }) => !verdicts.has(drvPath));
  if (victims.length === 0) return verdicts;
  for (const [drvPath, roots] of await rootsOf(nix, victims, [...causes.keys()])) {
    const cause = causes.get(roots[0] ?? "");
    if (cause !== undefined) verdicts.set(drvPath, { cause, more: roots.length - 1 });
  }
  for (const target of victims.filter(({ drvPath }) => !verdicts.has(drvPath))) {
    const cause = sameSystem(target, causes) ?? waitingFor(target, round);
    if (cause !== undefined) verdicts.set(target.drvPath, { cause, more: 0 });
  }
  return verdicts;
}

/** When a round ended early and taught nothing: what it said last goes for all that is left. */
export function judgeByLastWords(round: Round, failed: readonly Target[]): Verdicts {
  const general = round.findings.findLast(
    ({ path, class: failureClass }) => path === undefined && failureClass !== "dependency-failed",
  );
  const words = lastTold(round) ?? general?.reason ?? endingOf(round);
  return new Map(
    failed.map(({ drvPath }) => {
      const repeated = repeatMessage(drvPath, words, []);
      const cause =
        round.endedBy === "signal"
          ? { ...repeated, class: "cancelled" as const }
          : { ...repeated, ...(general && { class: general.class, transient: general.transient ?? false }) };
      return [drvPath, { cause, more: 0 }];
    }),
  );
}

function lastTold({ lastWords, otherErrors }: Round): string | undefined {
  return lastWords === "" ? [...otherErrors.values()].at(-1) : lastWords;
}

function endingOf({ endedBy }: Round): string {
  if (endedBy === "signal") return "nix-store was killed";
  return endedBy === "spawn-failure" ? "nix-store could not be started" : "nix-store gave no reason";
}

/** For each victim the failed derivations it needs, in the order they failed. */
async function rootsOf(
  nix: Nix,
  victims: readonly Target[],
  failedDrvPaths: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const unknown = await findInvalid(nix, failedDrvPaths);
  const roots = new Map<string, string[]>();
  for (const root of failedDrvPaths.filter((path) => !unknown.has(path))) {
    const dependents = await dependentsOf(nix, root);
    for (const { drvPath } of victims) {
      if (dependents.has(drvPath)) roots.set(drvPath, [...(roots.get(drvPath) ?? []), root]);
    }
  }
  return roots;
}

/** Nix before 2.30 gives up everything at the first derivation of a system it cannot build: no need to try each. */
function sameSystem({ drvPath, system }: Target, causes: ReadonlyMap<string, Cause>): Cause | undefined {
  const model = [...causes.values()].find((cause) => cause.system !== undefined && cause.system === system);
  if (model === undefined) return undefined;
  const explanation = model.explanation.replace(nameOf(model.drvPath), nameOf(drvPath));
  return { ...model, drvPath, explanation };
}

/** Nix says only that something it needs failed, and nothing that was told names it. */
function waitingFor({ drvPath }: Target, round: Round): Cause | undefined {
  const waits = round.findings.some((one) => one.class === "dependency-failed" && one.path === drvPath);
  if (!waits) return undefined;
  const told = lastTold(round);
  const reason = told === undefined ? "a dependency failed" : `a dependency failed: ${told}`;
  return { ...repeatMessage(drvPath, reason, []), class: "dependency-failed" };
}
