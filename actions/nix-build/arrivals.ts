/** Tells of wanted outputs as soon as the store has them, while others build. The log only says when it is worth asking. */

import type { Nix } from "../lib/nix/command.ts";
import type { LogState } from "../lib/nix/log-state.ts";
import { findInvalid } from "../lib/nix/store.ts";

export type Arrivals = {
  /** Asks the store, unless nothing has ended since it was last asked. */
  readonly look: (log: LogState) => void;
  /** Resolves when no question is open any more. */
  readonly settle: () => Promise<void>;
};

/** `missing`: outputs that were not there at the start. Each is told once. */
export function watchArrivals(
  nix: Nix,
  missing: ReadonlySet<string>,
  tell: (paths: readonly string[]) => void,
): Arrivals {
  const awaited = new Set(missing);
  let seen = 0;
  let asking: Promise<void> | undefined;
  const ask = async (): Promise<void> => {
    // A store that does not answer now is asked again when all is over, and that failure is told.
    const invalid = await findInvalid(nix, [...awaited]).catch(() => awaited);
    const arrived = [...awaited].filter((path) => !invalid.has(path));
    for (const path of arrived) awaited.delete(path);
    if (arrived.length > 0) tell(arrived);
  };
  return {
    look: (log) => {
      const ended = log.counts.done + log.substituted.size;
      if (ended === seen || asking !== undefined || awaited.size === 0) return;
      seen = ended;
      asking = ask().finally(() => {
        asking = undefined;
      });
    },
    settle: async () => asking,
  };
}
