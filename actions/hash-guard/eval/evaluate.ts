/**
 * The evaluation pass: every fixed-output derivation that the flake's attributes need, judged as Nix will use it, and
 * brought back to its line. It builds nothing, and says what it could not evaluate.
 */

import { join, relative } from "node:path";
import type { InputsOf } from "../../../workflows/contract/contract.ts";
import type { hashGuard } from "../../../workflows/contract/hash-guard.ts";
import type { Location, Outcome, Problem } from "../../../workflows/problem.ts";
import type { Host } from "../../lib/host/host.ts";
import { nixCommand } from "../../lib/nix/command.ts";
import { evaluateFlake, instantiate } from "../../lib/nix/eval.ts";
import type { DerivedAttribute, Evaluation } from "../../lib/nix/evaluation.ts";
import { type Flake, locationOf } from "../../lib/nix/flake.ts";
import type { Found } from "../discover.ts";
import { fetchesOf, type Root } from "./closure.ts";
import type { Told } from "./join.ts";
import { indexLiterals } from "./literal-index.ts";
import { tell } from "./tell.ts";

type Request = Pick<InputsOf<typeof hashGuard>, "flake" | "attrs">;

export type Evaluated = {
  /** Faults that have a place in a file. */
  readonly told: readonly Told[];
  /** Those that have none, and what did not evaluate. */
  readonly problems: readonly Problem[];
  /** Absent when nothing could be evaluated. */
  readonly looked?: { readonly attributes: number; readonly fetches: number };
};

export async function evaluateFetches(
  request: Request,
  host: Host,
  files: readonly Found[],
): Promise<Evaluated> {
  const evaluation = await evaluateAll(request, host);
  // The run itself says that it was told to stop.
  if (host.signal.aborted) return { told: [], problems: [] };
  if (!evaluation.ok) return { told: [], problems: evaluation.problems };
  const { flake, derived, problems } = evaluation.value;
  const roots = derived.map((attribute) => rootOf(flake, attribute));
  host.progress(`hash-guard: reading the derivations of ${roots.length} attributes`);
  const fetches = await fetchesOf(roots, host.signal);
  const { told, untold } = tell(fetches, indexLiterals(filesOf(flake, files), fetches));
  const looked = { attributes: roots.length, fetches: fetches.length };
  return { told, problems: [...problems, ...untold], looked };
}

type Evaluating = Pick<Evaluation, "flake" | "derived"> & { readonly problems: readonly Problem[] };

/** What `meta` withholds is looked at all the same: a broken package may have a broken hash, and is mended one day. */
async function evaluateAll({ flake, attrs }: Request, host: Host): Promise<Outcome<Evaluating>> {
  const nix = nixCommand(host.environment, host.signal);
  const { workspace, signal } = host;
  const onProgress = (line: string): void => host.progress(`hash-guard: ${line}`);
  const options = { workspace, signal, onProgress };
  if (attrs.length > 0) return instantiate({ flake, attrs }, nix, options);
  const all = await evaluateFlake({ flake, systems: [] }, nix, options);
  if (!all.ok || all.value.withheld.length === 0) return all;
  const reasons = new Map(all.value.withheld.map(({ attr, reason }) => [attr, reason]));
  const forced = await instantiate({ flake, attrs: [...reasons.keys()] }, nix, options);
  if (!forced.ok) return forced;
  const notes = forced.value.problems.map(
    ({ attr, what, ...problem }): Problem => ({
      ...problem,
      severity: "note",
      what: `${what} (it is marked as ${reasons.get(attr) ?? "withheld"})`,
    }),
  );
  return {
    ok: true,
    value: {
      flake: all.value.flake,
      derived: [...all.value.derived, ...forced.value.derived],
      problems: [...all.value.problems, ...notes],
    },
  };
}

function rootOf(flake: Flake, { attr, drvPath, position }: DerivedAttribute): Root {
  return { attr, drvPath, position: position && placeInTree(flake, position) };
}

/** Positions of attributes are relative to the flake's folder. */
function placeInTree(
  flake: Flake,
  position: NonNullable<DerivedAttribute["position"]>,
): Location | undefined {
  return locationOf(flake, { ...position, file: join(flake.sourcePath, flake.directory, position.file) });
}

/** Those the flake is made of; of a remote flake there are none. */
function filesOf({ root }: Flake, files: readonly Found[]): readonly Found[] {
  return root === undefined ? [] : files.filter(({ path }) => !relative(root, path).startsWith(".."));
}
