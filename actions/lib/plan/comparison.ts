/** Evaluates the base of a change beside the change itself. What fails at the base costs the comparison, never the plan. */

import { stat } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import { type Outcome, type Problem, refuse, succeed } from "../../../workflows/problem.ts";
import { gitCommand } from "../host/git.ts";
import type { Host } from "../host/host.ts";
import type { Nix } from "../nix/command.ts";
import { type EvaluationOptions, evaluateFlake } from "../nix/eval.ts";
import type { Evaluation } from "../nix/evaluation.ts";
import { localPath, parseFlakeReference } from "../nix/flake-reference.ts";
import type { Change } from "../plan-file.ts";
import { type Base, baseFlake, findBase } from "./base.ts";
import { compareEvaluations, derivationsOf } from "./change.ts";
import { withCheckout } from "./checkout.ts";
import type { Unchanged } from "./ledger.ts";

type Request = {
  readonly flake: string;
  readonly file: string;
  readonly attributes: readonly string[];
  readonly systems: readonly string[];
  readonly base: string;
};

export type EvaluatedBase = { readonly base: Base; readonly outcome: Outcome<Evaluation> };

export type Comparison = {
  /** Beside the evaluation of the change itself: the two share the memory. */
  evaluate(nix: Nix, options: EvaluationOptions): Promise<EvaluatedBase>;
};

/** What git says of a branch that is new. */
const noCommit = /^0+$/;

/** Undefined when no comparison is asked for. Problems: input-invalid. */
export async function openComparison(
  request: Request,
  { workspace, environment, temporary }: Pick<Host, "workspace" | "environment" | "temporary">,
): Promise<Outcome<Comparison | undefined>> {
  const { flake, file, base: ref, systems, attributes } = request;
  if (ref === "" || noCommit.test(ref)) return succeed(undefined);
  const reference = parseFlakeReference(flake, workspace);
  if (!reference.ok) return reference;
  const folder = file === "" ? localPath(reference.value) : await folderOf(resolve(workspace, file));
  if (folder === undefined) return refuse(notHere(flake));
  const found = await findBase({ folder, ref, environment }, gitCommand(environment));
  if (!found.ok) return found;
  const base = found.value;
  const evaluate: Comparison["evaluate"] = async (nix, { onProgress: _, ...rest }) => {
    const options = { ...rest, explain: false };
    if (file === "")
      return {
        base,
        outcome: await evaluateFlake({ flake: baseFlake(base), systems, attributes }, nix, options),
      };
    const name = relative(folder, resolve(workspace, file));
    const evaluateAt = (at: string) =>
      evaluateFlake({ file: join(at, name), systems, attributes }, nix, options);
    return { base, outcome: await withCheckout(base, { environment, temporary }, evaluateAt) };
  };
  return succeed({ evaluate });
}

/** A folder stands for the `default.nix` in it. */
async function folderOf(path: string): Promise<string> {
  try {
    return (await stat(path)).isDirectory() ? path : dirname(path);
  } catch {
    // Not there: the evaluation says so.
    return dirname(path);
  }
}

export type Compared = {
  readonly change?: Change;
  /** Absent when nothing may be skipped for being the same. */
  readonly unchanged?: Unchanged;
  readonly problems: readonly Problem[];
};

export function compareWith(
  evaluated: EvaluatedBase | undefined,
  head: Evaluation,
  organizations: readonly string[],
): Compared {
  if (evaluated === undefined) return { problems: [] };
  const { base, outcome } = evaluated;
  if (!outcome.ok) return { problems: outcome.problems.map((problem) => notCompared(base, problem)) };
  const change = compareEvaluations(head, outcome.value, organizations);
  const { ref, commit, skips } = base;
  return {
    change: { base: ref, commit, skips, ...change },
    ...(skips ? { unchanged: { commit, derivations: derivationsOf(outcome.value) } } : {}),
    problems: skips ? [] : [nothingSkipped(base)],
  };
}

function notHere(flake: string): Problem {
  return {
    ...{ code: "input-invalid", severity: "error", where: "base" },
    what: `flake ${JSON.stringify(flake)} is not on this machine, so there is no base to compare it with`,
    fix: "plan without base, or in a clone: flake: .",
  };
}

function notCompared({ ref, commit }: Base, problem: Problem): Problem {
  const at = `${JSON.stringify(ref)} (${commit.slice(0, 12)})`;
  return {
    ...problem,
    ...{ severity: "warning", where: "base" },
    what: `not compared with ${at}, which does not evaluate: ${problem.what}`,
  };
}

function nothingSkipped({ ref, commit }: Base): Problem {
  return {
    ...{ code: "input-invalid", severity: "note", where: "base" },
    what: `what is the same at ${JSON.stringify(ref)} (${commit.slice(0, 12)}) is built all the same: the base is not proven to be a commit of the default branch, or this is the default branch itself`,
    fix: "to skip it, compare with the default branch; git must know it: git remote set-head origin --auto",
  };
}
