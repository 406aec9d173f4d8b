/** Whose own build failed in a round, and why: wanted or not, named by derivation, by output or, by the clock, not at all. */

import type { Nix } from "../lib/nix/command.ts";
import { isFixedOutput, outputPathsOf, readDerivation } from "../lib/nix/derivation.ts";
import { type Cause, explainFailure, repeatMessage } from "../lib/nix/failure.ts";
import { matchTimeouts } from "../lib/nix/failure-limit.ts";
import type { Finding } from "../lib/nix/failure-patterns.ts";
import type { Build } from "../lib/nix/log-state.ts";
import { findInvalid } from "../lib/nix/store.ts";
import { parseStorePath } from "../lib/nix/store-path.ts";
import type { Round } from "./round.ts";
import type { Target } from "./target.ts";

/** By derivation, in the order they were told. The first thing told of one stands. */
export async function findCauses(
  nix: Nix,
  round: Round,
  failed: readonly Target[],
): Promise<ReadonlyMap<string, Cause>> {
  const makers = await makersOf(round, failed);
  const makerOf = (path: string): string | undefined => {
    const drvPath = path.endsWith(".drv") ? path : makers.get(path);
    return drvPath !== undefined && parseStorePath(drvPath) !== undefined ? drvPath : undefined;
  };
  // A builder that cannot be reached is why nobody took what it could have built.
  const unreachable = round.findings.find(({ machine, path }) => machine !== undefined && path === undefined);
  const findings = new Map<string, Finding>();
  for (const finding of round.findings) {
    const drvPath = makerOf(finding.path ?? "");
    if (finding.class === "dependency-failed" || drvPath === undefined || findings.has(drvPath)) continue;
    findings.set(drvPath, finding.declined === undefined ? finding : { ...finding, ...unreachable });
  }
  for (const [drvPath, finding] of await unnamedTimeouts(nix, round, findings))
    findings.set(drvPath, finding);
  const causes = new Map<string, Cause>();
  for (const [drvPath, finding] of findings) {
    const explained = { tail: tailOf(round, drvPath), fixedOutput: await isFetch(drvPath) };
    causes.set(drvPath, explainFailure(drvPath, finding, explained));
  }
  for (const [path, words] of round.otherErrors) {
    const drvPath = makerOf(path);
    if (drvPath === undefined || causes.has(drvPath)) continue;
    causes.set(drvPath, repeatMessage(drvPath, words, tailOf(round, drvPath)));
  }
  return causes;
}

/** Output path to derivation, of what was to be built; of dependencies only when some message speaks of an output. */
async function makersOf(round: Round, failed: readonly Target[]): Promise<ReadonlyMap<string, string>> {
  const makers = new Map(failed.flatMap(({ drvPath, outputs }) => outputs.map((path) => [path, drvPath])));
  const spokenOf = [...round.findings.map(({ path }) => path), ...round.otherErrors.keys()];
  if (spokenOf.every((path) => path === undefined || path.endsWith(".drv") || makers.has(path)))
    return makers;
  for (const { drvPath } of round.log.builds.values())
    for (const path of await outputPathsOf(drvPath)) makers.set(path, drvPath);
  return makers;
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
    const outputs = found.has(build.drvPath) ? [] : await outputPathsOf(build.drvPath);
    if ((await findInvalid(nix, outputs)).size > 0) failed.push(build);
  }
  return matchTimeouts(findings, failed);
}

function tailOf(round: Round, drvPath: string): readonly string[] {
  return round.log.builds.get(drvPath)?.tail ?? [];
}

/** What cannot be read is taken for a build. */
async function isFetch(drvPath: string): Promise<boolean> {
  const derivation = await readDerivation(drvPath).catch(() => undefined);
  return derivation !== undefined && isFixedOutput(derivation);
}
