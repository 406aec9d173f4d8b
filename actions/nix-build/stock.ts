/** What of a shard is in the store before anything is built: by the disk where that is certain, else by one question for all. */

import { lstatSync } from "node:fs";
import type { Nix } from "../lib/nix/command.ts";
import { findInvalid } from "../lib/nix/store.ts";
import type { Entry } from "../lib/plan-file.ts";

export type Stock = {
  /** Outputs that are not valid. */
  readonly missing: ReadonlySet<string>;
  /** Derivations that are not in the store. */
  readonly absent: ReadonlySet<string>;
};

/**
 * Of entries whose paths are store paths. Where the file of a derivation is on this disk, so is the store, and an output that is
 * no file is not in it. A file may be there and not be valid: of outputs the store is asked; of derivations Nix says it itself.
 */
export async function takeStock(nix: Nix, entries: readonly Entry[]): Promise<Stock> {
  const drvPaths = new Set(entries.map(({ drvPath }) => drvPath));
  const gone = new Set([...drvPaths].filter((path) => !isOnDisk(path)));
  const lacking = new Set<string>();
  const asked = new Set<string>(gone);
  for (const { drvPath, outputs } of entries)
    for (const path of Object.values(outputs))
      (gone.has(drvPath) || isOnDisk(path) ? asked : lacking).add(path);
  const invalid = await findInvalid(nix, [...asked]);
  return {
    missing: new Set([...lacking, ...[...invalid].filter((path) => !drvPaths.has(path))]),
    absent: new Set([...gone].filter((path) => invalid.has(path))),
  };
}

/** The file itself, a link too: an output may be one. */
function isOnDisk(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}
