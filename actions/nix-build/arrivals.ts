/**
 * Sees by the store what is finished while others build: wanted outputs, and builds that run. The log only says when it is
 * worth asking; before Nix 2.29 it does not say which build ended.
 */

import type { Nix } from "../lib/nix/command.ts";
import type { Build, LogReader } from "../lib/nix/log-state.ts";
import { findInvalid } from "../lib/nix/store.ts";
import type { KnownOutputs } from "./known-outputs.ts";

export type Arrivals = {
  /** Asks the store, unless nothing has ended since it was last asked. */
  readonly look: (reader: LogReader) => void;
  /** Resolves when no question is open any more. */
  readonly settle: () => Promise<void>;
};

type Listener = {
  /** Wanted outputs, each once. */
  readonly onValid: (paths: readonly string[]) => void;
  /** A build all of whose outputs are there. */
  readonly onBuilt: (build: Build) => void;
  /** Milliseconds, on the clock of the log. */
  readonly now: () => number;
};

/** Questions take a thirtieth of the time at most, however slow the store is. */
const restFactor = 30;
/** A shard that is over before it needs no question in between. */
const firstAfterMs = 2000;

/** `missing`: outputs that were not there at the start. */
export function watchArrivals(
  nix: Nix,
  missing: ReadonlySet<string>,
  outputs: KnownOutputs,
  listener: Listener,
): Arrivals {
  const awaited = new Set(missing);
  const told = new Set<string>();
  let seen = 0;
  let next = listener.now() + firstAfterMs;
  let asking: Promise<void> | undefined;
  const ask = async (reader: LogReader): Promise<void> => {
    const builds = [...reader.state.builds.values()].filter(({ drvPath }) => !told.has(drvPath));
    const wanted = await Promise.all(builds.map(({ drvPath }) => outputs.of(drvPath)));
    // A store that does not answer now is asked again when all is over, and that failure is told.
    const asked = [...awaited, ...wanted.flat()];
    const invalid = await findInvalid(nix, asked).catch(() => new Set(asked));
    for (const [number, build] of builds.entries()) {
      const paths = wanted[number] ?? [];
      if (paths.length === 0 || paths.some((path) => invalid.has(path))) continue;
      told.add(build.drvPath);
      reader.end(build.drvPath, listener.now());
      listener.onBuilt(build);
    }
    const arrived = [...awaited].filter((path) => !invalid.has(path));
    for (const path of arrived) awaited.delete(path);
    if (arrived.length > 0) listener.onValid(arrived);
  };
  return {
    look: (reader) => {
      const { counts, substituted } = reader.state;
      const ended = counts.done + substituted.size;
      const started = listener.now();
      if (ended === seen || asking !== undefined || started < next) return;
      seen = ended;
      asking = ask(reader).finally(() => {
        asking = undefined;
        next = listener.now() + restFactor * (listener.now() - started);
      });
    },
    settle: async () => asking,
  };
}
