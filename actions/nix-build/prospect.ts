/** Derivations that cannot even be tried: the plan names no store path, or their `.drv` is not in this store. */

import type { Problem } from "../../workflows/problem.ts";
import { nameOf } from "../lib/nix/failure.ts";
import { parseStorePath } from "../lib/nix/store-path.ts";
import type { Entry } from "../lib/plan-file.ts";
import type { Target } from "./target.ts";
import type { Verdict, Verdicts } from "./verdict.ts";

/** Paths of a plan file go into an argv: only store paths may. */
export function isSound({ drvPath, outputs }: Entry): boolean {
  const paths = Object.values(outputs);
  const areStorePaths = [drvPath, ...paths].every((path) => parseStorePath(path) !== undefined);
  return areStorePaths && drvPath.endsWith(".drv") && paths.length > 0;
}

export function judgeUnsound(entries: readonly Entry[]): Verdicts {
  return new Map(
    entries
      .filter((entry) => !isSound(entry))
      .map(({ drvPath, outputs }) => {
        const paths = JSON.stringify([drvPath, ...Object.values(outputs)]);
        return [drvPath, unreachable(drvPath, `not a derivation and its outputs: ${paths}`)];
      }),
  );
}

/** Nix would end the whole run at the first derivation that is absent. */
export function judgeAbsent(targets: readonly Target[], absent: ReadonlySet<string>): Verdicts {
  return new Map(
    targets
      .filter(({ drvPath }) => absent.has(drvPath))
      .map(({ drvPath }) => [
        drvPath,
        unreachable(drvPath, `the derivation of ${nameOf(drvPath)} is not in this store`),
      ]),
  );
}

/** By derivation path: problems found before anything was built. */
export function judgeImpossible(problems: ReadonlyMap<string, Problem>): Verdicts {
  return new Map([...problems].map(([drvPath, { what }]) => [drvPath, unreachable(drvPath, what)]));
}

function unreachable(drvPath: string, explanation: string): Verdict {
  const cause = {
    class: "evaluation",
    drvPath,
    explanation,
    logTail: [],
    transient: false,
    certain: false,
  } as const;
  return { cause, more: 0 };
}
