/** What of a shard is in the store before anything is built: one question for outputs and derivations together. */

import type { Nix } from "../lib/nix/command.ts";
import { findInvalid } from "../lib/nix/store.ts";
import type { Entry } from "../lib/plan-file.ts";

export type Stock = {
  /** Outputs that are not valid. */
  readonly missing: ReadonlySet<string>;
  /** Derivations that are not in the store. */
  readonly absent: ReadonlySet<string>;
};

/** Of entries whose paths are store paths. */
export async function takeStock(nix: Nix, entries: readonly Entry[]): Promise<Stock> {
  const outputs = entries.flatMap((entry) => Object.values(entry.outputs));
  const drvPaths = entries.map(({ drvPath }) => drvPath);
  const invalid = await findInvalid(nix, [...outputs, ...drvPaths]);
  return {
    missing: new Set(outputs.filter((path) => invalid.has(path))),
    absent: new Set(drvPaths.filter((path) => invalid.has(path))),
  };
}
