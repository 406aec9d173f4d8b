/**
 * Pushes while the caller goes on: `add` returns at once, and what is added while the cache is being asked goes into the next
 * question. It refuses to ask about a path twice.
 */

import type { Nix } from "../nix/command.ts";
import { openPush, type PushEffects, type PushHost, type PushTerms } from "./push.ts";
import type { PushReport } from "./push-report.ts";

export type PushQueue = {
  /** Store paths; what they refer to goes along. Never throws: a fault is thrown by `finish`. */
  readonly add: (roots: readonly string[]) => void;
  /** Pushes what is left, reads everything back, and tells of all that was ever added. Call it once, and add nothing after. */
  readonly finish: () => Promise<PushReport>;
};

/** Problems: as those of `pushClosure`. */
export function openPushQueue(
  request: PushTerms,
  nix: Nix,
  host: PushHost,
  effects: PushEffects = {},
): PushQueue {
  const push = openPush(request, nix, host, effects);
  const known = new Set<string>();
  let waiting: string[] = [];
  let draining = Promise.resolve();
  let fault: unknown;
  const drain = async (): Promise<void> => {
    const roots = waiting;
    waiting = [];
    if (roots.length === 0 || host.signal.aborted) return;
    try {
      await push.add(roots);
    } catch (error) {
      if (!host.signal.aborted) fault ??= error;
    }
  };
  return {
    add: (roots) => {
      const fresh = roots.filter((root) => !known.has(root));
      for (const root of fresh) known.add(root);
      waiting.push(...fresh);
      draining = draining.then(drain);
    },
    finish: async () => {
      await draining;
      const report = await push.finish();
      if (fault !== undefined) throw fault;
      return report;
    },
  };
}
