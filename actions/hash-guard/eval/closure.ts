/** The fixed-output derivations that attributes need, at any depth. It reads `.drv` files and asks Nix nothing. */

import type { Location } from "../../../workflows/problem.ts";
import { type Derivation, readDerivation } from "../../lib/nix/derivation.ts";
import { type EvaluatedFetch, evaluatedFetchOf } from "./evaluated-fetch.ts";

/** An attribute that evaluates. */
export type Root = {
  readonly attr: string;
  readonly drvPath: string;
  readonly position: Location | undefined;
};

/** Each once, with the first attribute that needs it; an attribute that names it itself goes before one that does not. */
export async function fetchesOf(
  roots: readonly Root[],
  signal: AbortSignal,
): Promise<readonly EvaluatedFetch[]> {
  const fetches: EvaluatedFetch[] = [];
  const seen = new Set<string>();
  let level = roots.map((root) => ({ root, drvPath: root.drvPath }));
  // Level by level: depth costs no call, and the shortest way from an attribute is found first.
  for (let depth = 0; level.length > 0 && !signal.aborted; depth++) {
    const next: typeof level = [];
    for (const { root, drvPath } of level) {
      if (seen.has(drvPath)) continue;
      seen.add(drvPath);
      const derivation: Derivation = await readDerivation(drvPath);
      const { attr, position } = root;
      const fetch = evaluatedFetchOf(derivation, { drvPath, attr, position, direct: depth <= 1 });
      if (fetch !== undefined) fetches.push(fetch);
      for (const input of Object.keys(derivation.inputDerivations)) next.push({ root, drvPath: input });
    }
    level = next;
  }
  return fetches;
}
