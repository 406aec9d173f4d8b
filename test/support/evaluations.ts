/** Evaluations for tests: of small flakes, by real Nix. */

import type { Nix } from "../../actions/lib/nix/command.ts";
import { type EvaluationOptions, evaluateFlake } from "../../actions/lib/nix/eval.ts";
import type { Evaluation } from "../../actions/lib/nix/evaluation.ts";
import { realNix } from "./nix.ts";

export const nix = realNix();

/** Throws when the flake as a whole is refused. */
export async function evaluate(
  workspace: string,
  systems: readonly string[] = [],
  rest: Partial<EvaluationOptions> & { nix?: Nix; flake?: string } = {},
): Promise<Evaluation> {
  const { nix: program = nix, flake = ".", ...options } = rest;
  const outcome = await evaluateFlake({ flake, systems }, program, { workspace, ...options });
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems));
  return outcome.value;
}

/** A Nix that also remembers the arguments of every process. */
export function counting(program: Nix): { readonly nix: Nix; readonly calls: (readonly string[])[] } {
  const calls: (readonly string[])[] = [];
  const counted: Nix = (name, args, options) => {
    // Not installed here: to look for it starts no process.
    if (name !== "nix-eval-jobs") calls.push(args);
    return program(name, args, options);
  };
  return { calls, nix: counted };
}

export function names({ derived }: Evaluation): readonly string[] {
  return derived.map(({ name }) => name);
}

/** What is wrong with a package of that name. */
export function whatOf({ problems }: Evaluation, name: string): string | undefined {
  return problems.find(({ attr }) => attr === `packages.x86_64-linux.${name}`)?.what;
}
