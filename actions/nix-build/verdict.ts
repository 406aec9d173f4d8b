/** From one round to a verdict per derivation that is still not built: its own fault, or that of a dependency. */

import type { Nix } from "../lib/nix/command.ts";
import { type Derivation, isFixedOutput, readDerivation } from "../lib/nix/derivation.ts";
import { type Cause, explainFailure, nameOf, repeatMessage } from "../lib/nix/failure.ts";
import { matchTimeouts } from "../lib/nix/failure-limit.ts";
import type { Finding } from "../lib/nix/failure-patterns.ts";
import type { Build } from "../lib/nix/log-state.ts";
import { dependentsOf, findInvalid } from "../lib/nix/store.ts";
import { parseStorePath } from "../lib/nix/store-path.ts";
import type { Context, Round } from "./round.ts";
import type { Target } from "./target.ts";

export type Verdict = {
  readonly cause: Cause;
  /** How many more dependencies failed besides the one named. */
  readonly more: number;
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
    const cause = sameSystem(target, causes) ?? wordsAbout(target, round);
    if (cause !== undefined) verdicts.set(target.drvPath, { cause, more: 0 });
  }
  return verdicts;
}

/** When a round ended early and taught nothing: what it said last goes for all that is left. */
export function judgeByLastWords(round: Round, failed: readonly Target[]): Verdicts {
  const general = round.findings.findLast(
    ({ path, class: failureClass }) => path === undefined && failureClass !== "dependency-failed",
  );
  const words = round.lastWords === "" ? endingOf(round) : round.lastWords;
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

function endingOf({ endedBy }: Round): string {
  if (endedBy === "signal") return "nix-store was killed";
  return endedBy === "spawn-failure" ? "nix-store could not be started" : "nix-store gave no reason";
}

/** By the derivation whose own build failed, wanted or not. The first thing said of one stands. */
async function findCauses(
  nix: Nix,
  round: Round,
  failed: readonly Target[],
): Promise<ReadonlyMap<string, Cause>> {
  const makers = new Map(failed.flatMap(({ drvPath, outputs }) => outputs.map((path) => [path, drvPath])));
  const found = new Map<string, Finding>();
  for (const finding of round.findings) {
    const drvPath = finding.path?.endsWith(".drv") ? finding.path : makers.get(finding.path ?? "");
    if (finding.class === "dependency-failed" || drvPath === undefined || found.has(drvPath)) continue;
    if (parseStorePath(drvPath) !== undefined) found.set(drvPath, finding);
  }
  for (const [drvPath, finding] of await unnamedTimeouts(nix, round, found)) found.set(drvPath, finding);
  const causes = new Map<string, Cause>();
  for (const [drvPath, finding] of found) {
    const tail = round.log.builds.get(drvPath)?.tail ?? [];
    causes.set(drvPath, explainFailure(drvPath, finding, { tail, fixedOutput: await isFetch(drvPath) }));
  }
  return causes;
}

async function unnamedTimeouts(
  nix: Nix,
  round: Round,
  found: ReadonlyMap<string, Finding>,
): Promise<ReadonlyMap<string, Finding>> {
  const findings = round.findings.filter((one) => one.class === "timeout" && one.path === undefined);
  if (findings.length === 0) return new Map();
  const failed: Build[] = [];
  for (const build of round.log.builds.values()) {
    const derivation = found.has(build.drvPath) ? undefined : await tryRead(build.drvPath);
    const outputs = Object.values(derivation?.outputs ?? {}).map(({ path }) => path);
    if (
      (
        await findInvalid(
          nix,
          outputs.filter((path) => path !== ""),
        )
      ).size > 0
    )
      failed.push(build);
  }
  return matchTimeouts(findings, failed);
}

async function isFetch(drvPath: string): Promise<boolean> {
  const derivation = await tryRead(drvPath);
  return derivation !== undefined && isFixedOutput(derivation);
}

/** Undefined when it cannot be read: then nothing is known of it. */
async function tryRead(drvPath: string): Promise<Derivation | undefined> {
  try {
    return await readDerivation(drvPath);
  } catch {
    return undefined;
  }
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

function wordsAbout({ drvPath }: Target, round: Round): Cause | undefined {
  const tail = round.log.builds.get(drvPath)?.tail ?? [];
  const words = round.otherErrors.get(drvPath);
  if (words !== undefined) return repeatMessage(drvPath, words, tail);
  const waits = round.findings.some((one) => one.class === "dependency-failed" && one.path === drvPath);
  if (!waits) return undefined;
  const reason = round.lastWords === "" ? "a dependency failed" : `a dependency failed: ${round.lastWords}`;
  return { ...repeatMessage(drvPath, reason, tail), class: "dependency-failed" };
}
