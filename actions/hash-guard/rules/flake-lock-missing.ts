/** Inputs of a flake that its lock file does not have, or that have no lock file at all. */

import type { Finding, Place } from "../finding.ts";
import type { Rule } from "./rule.ts";

/** A flake.nix and the inputs it needs locked. */
export type Flake = {
  readonly folder: string;
  readonly inputs: readonly (Place & { readonly name: string })[];
};

/** A flake.lock; `names` is undefined when it cannot be read, which another rule says. */
export type Lock = { readonly folder: string; readonly names: readonly string[] | undefined };

export const flakeLockMissing: Rule & {
  readonly compare: (flakes: readonly Flake[], locks: readonly Lock[]) => Iterable<Finding>;
} = {
  code: "flake-lock-missing",
  summary: "An input of a flake is not in its flake.lock.",
  help: [
    "Without its entry in flake.lock an input is resolved anew on every machine, and `nix flake check --no-update-lock-file`",
    "refuses. Flakes without inputs need no lock file; templates get theirs from the user and are notes; a flake inside a locked",
    "one is perhaps a template too, and a warning.",
  ].join("\n"),
  *compare(flakes: readonly Flake[], locks: readonly Lock[]): Iterable<Finding> {
    const byFolder = new Map(locks.map((lock) => [lock.folder, lock]));
    for (const { folder, inputs } of flakes) {
      const lock = byFolder.get(folder);
      if (lock !== undefined && lock.names === undefined) continue;
      const missing = inputs.filter(({ name }) => !lock?.names?.includes(name));
      for (const input of lock === undefined ? missing.slice(0, 1) : missing) {
        const what = lock ? `input ${JSON.stringify(input.name)} is not in flake.lock` : noLock(inputs);
        yield finding(folder, input, { what, inLocked: lock === undefined && isInLocked(folder, byFolder) });
      }
    }
  },
};

function noLock(inputs: Flake["inputs"]): string {
  const names = inputs.map(({ name }) => JSON.stringify(name)).join(", ");
  return `the flake has no flake.lock for ${names}`;
}

/** A folder above it has a lock file of its own. */
function isInLocked(folder: string, byFolder: ReadonlyMap<string, Lock>): boolean {
  return [...byFolder.keys()].some(
    (above) => folder !== above && (above === "" || folder.startsWith(`${above}/`)),
  );
}

function finding(
  folder: string,
  { where, excerpt }: Place,
  { what, inLocked }: { readonly what: string; readonly inLocked: boolean },
): Finding {
  const isTemplate = /(?:^|\/)(?:templates?|examples?)(?:\/|$)/.test(folder);
  const severity = isTemplate ? "note" : inLocked ? "warning" : "error";
  const lock = `nix flake lock ${folder === "" ? "." : `./${folder}`}, and commit flake.lock`;
  const fix = isTemplate ? `nothing, when it is only copied: who takes it locks it; else ${lock}` : lock;
  return { code: "flake-lock-missing", severity, where, excerpt, what, fix };
}
