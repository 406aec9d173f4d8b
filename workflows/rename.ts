/**
 * How the required checks of a branch change without a gap: the new name is required only after the default branch has
 * reported it, and until then the workflow goes on reporting the old one. It never requires a name that nothing reports.
 */

import { githubActionsApp, type RequiredCheck } from "./checks.ts";

export type CheckHistory = {
  /** Names the ruleset requires now, of those this pipeline made; empty for a repository that has no ruleset yet. */
  readonly current: readonly string[];
  /** Names of the check runs on the newest commit of the default branch. */
  readonly seenOnDefaultBranch: readonly string[];
  /** What the pipeline as it is now wants to be required: `requiredChecks` of its workflows. */
  readonly wanted: readonly RequiredCheck[];
};

export type CheckTransition = {
  /** `adding`: the workflow reports old and new names, the rules stay. `dropping`: only the new ones are left. */
  readonly phase: "stable" | "adding" | "dropping";
  /** For the ruleset. While `dropping`, change it before the workflow files: they still report the old names until then. */
  readonly required: readonly RequiredCheck[];
  /** For `formerChecks` of the spec: old names that the workflow must still report, because the rules require them. */
  readonly formerChecks: readonly string[];
  /** What the maintainer does next; empty when nothing is left to do. */
  readonly next: string;
};

export function planRequiredChecks({ current, seenOnDefaultBranch, wanted }: CheckHistory): CheckTransition {
  const names = wanted.map(({ context }) => context);
  const former = current.filter((name) => !names.includes(name));
  if (current.length === 0) return { phase: "stable", required: wanted, formerChecks: [], next: "" };
  const isKnown = (name: string) => current.includes(name) || seenOnDefaultBranch.includes(name);
  const unseen = names.filter((name) => !isKnown(name));
  if (unseen.length === 0) return settled(wanted, former);
  const known = wanted.filter(({ context }) => isKnown(context));
  const kept = former.map((context) => ({ context, integrationId: githubActionsApp }));
  return {
    phase: "adding",
    required: [...kept, ...known],
    formerChecks: former,
    next: waitFor(unseen, former),
  };
}

function settled(wanted: readonly RequiredCheck[], former: readonly string[]): CheckTransition {
  const isDropping = former.length > 0;
  return {
    phase: isDropping ? "dropping" : "stable",
    required: wanted,
    formerChecks: [],
    next: isDropping
      ? `nothing; a pull request that last ran before ${quoted(wanted.map(({ context }) => context))} was there shows it after "Update branch"`
      : "",
  };
}

function waitFor(unseen: readonly string[], former: readonly string[]): string {
  const drops = former.length === 0 ? "" : `, and drops ${quoted(former)}`;
  return `when the default branch has reported ${quoted(unseen)}, run pulumi up again: it then requires it${drops}`;
}

function quoted(names: readonly string[]): string {
  return names.map((name) => JSON.stringify(name)).join(", ");
}
