/** What Nix is asked for: one derivation, however many attributes name it. */

import type { Entry } from "../lib/plan-file.ts";

export type Target = {
  readonly drvPath: string;
  readonly system: string;
  /** Store paths that must be valid in the end. */
  readonly outputs: readonly string[];
};

export function targetsOf(entries: readonly Entry[]): readonly Target[] {
  return [...Map.groupBy(entries, ({ drvPath }) => drvPath)].map(([drvPath, same]) => ({
    drvPath,
    system: same[0]?.system ?? "",
    outputs: [...new Set(same.flatMap(({ outputs }) => Object.values(outputs)))],
  }));
}

export function isComplete({ outputs }: Target, invalid: ReadonlySet<string>): boolean {
  return outputs.length > 0 && !outputs.some((path) => invalid.has(path));
}
