/** Derivations that the plan's machine had and this one has not: evaluated again here, and held against the plan. */

import { type Outcome, type Problem, refuse, succeed } from "../../workflows/problem.ts";
import type { Host } from "../lib/host/host.ts";
import type { Nix } from "../lib/nix/command.ts";
import type { Source } from "../lib/nix/eval.ts";
import type { Entry } from "../lib/plan-file.ts";
import { isSound } from "./prospect.ts";
import { type Stock, takeStock } from "./stock.ts";

export type Restored = {
  /** By derivation path: why it cannot be built here. */
  readonly impossible: ReadonlyMap<string, Problem>;
  /** Absent when something was evaluated since it was taken. */
  readonly stock?: Stock;
};

/** Refused when the flake as a whole is at fault. */
export async function restoreDerivations(
  { entries, ...source }: Source & { readonly entries: readonly Entry[] },
  host: Host,
  nix: Nix,
): Promise<Outcome<Restored>> {
  const sound = entries.filter(isSound);
  const stock = await takeStock(nix, sound);
  const absent = absentEntries(sound, stock);
  if (absent.length === 0) return succeed({ impossible: new Map(), stock });
  host.info(`evaluating ${absent.length} attributes again: their derivations are not in this store`);
  const { instantiate } = await import("../lib/nix/eval.ts");
  const evaluation = await instantiate({ ...source, attrs: absent.map(({ attr }) => attr) }, nix, {
    workspace: host.workspace,
    signal: host.signal,
    onProgress: (line) => host.progress(line),
  });
  if (!evaluation.ok) return refuse(...evaluation.problems);
  const { derived, problems } = evaluation.value;
  const drvPaths = new Map(derived.map(({ attr, drvPath }) => [attr, drvPath]));
  const faults = new Map(problems.map(({ attr, ...problem }) => [attr, problem]));
  const failures = absent.flatMap((entry): readonly [string, Problem][] => {
    const drvPath = drvPaths.get(entry.attr);
    if (drvPath === entry.drvPath) return [];
    return [[entry.drvPath, faults.get(entry.attr) ?? stale(entry, drvPath)]];
  });
  return succeed({ impossible: new Map(failures) });
}

/** Those of which neither all outputs nor the derivation are here. */
function absentEntries(entries: readonly Entry[], { missing, absent }: Stock): readonly Entry[] {
  return entries.filter(
    ({ drvPath, outputs }) => absent.has(drvPath) && Object.values(outputs).some((path) => missing.has(path)),
  );
}

function stale({ attr, drvPath }: Entry, here: string | undefined): Problem {
  return {
    code: "plan-stale",
    severity: "error",
    where: attr,
    what: `the plan says ${drvPath}, this machine evaluates ${here ?? "no derivation"}`,
    fix: "build the commit that was planned, or make the plan again: nur-ci plan",
  };
}
