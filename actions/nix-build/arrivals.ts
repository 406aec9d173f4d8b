/**
 * Sees by the store what is finished while others build: wanted outputs, and builds that run. The log only says when it is
 * worth asking; before Nix 2.29 it does not say which build ended.
 */

import type { Nix } from "../lib/nix/command.ts";
import type { Build, LogReader } from "../lib/nix/log-state.ts";
import { findInvalid } from "../lib/nix/store.ts";
import type { KnownOutputs } from "./known-outputs.ts";

export type Arrivals = {
  /** Asks the store, unless nothing has ended since it was last asked, or that is not long ago. */
  readonly look: (reader: LogReader) => void;
  /** Asks in any case, after the question that is open: what Nix says is the last has ended. */
  readonly lookAtAll: (reader: LogReader) => void;
  /** Resolves when no question is open any more, with every path that the store called valid while others built. */
  readonly settle: () => Promise<ReadonlySet<string>>;
};

export type Wanted = {
  readonly wanted: readonly string[];
  /** Those of them that were not there at the start. */
  readonly missing: ReadonlySet<string>;
};

type Listener = {
  /** Wanted outputs that were missing, each once. */
  readonly onValid: (paths: readonly string[]) => void;
  /** A build all of whose outputs are there. */
  readonly onBuilt: (build: Build) => void;
  /** Milliseconds, on the clock of the log. */
  readonly now: () => number;
};

/** Questions take a thirtieth of the time at most, however slow the store is. */
const restFactor = 30;
/** A shard that is over before it needs no question in between. */
const firstAfterMs = 3000;

export function watchArrivals(
  nix: Nix,
  { wanted, missing }: Wanted,
  outputs: KnownOutputs,
  listener: Listener,
): Arrivals {
  const told = new Set<string>();
  const valid = new Set<string>();
  let seen = 0;
  let next = listener.now() + firstAfterMs;
  let questions = Promise.resolve();
  const ask = async (reader: LogReader): Promise<void> => {
    const builds = [...reader.state.builds.values()].filter(({ drvPath }) => !told.has(drvPath));
    const made = await Promise.all(builds.map(({ drvPath }) => outputs.of(drvPath)));
    const asked = new Set([...wanted, ...made.flat()].filter((path) => !valid.has(path)));
    // A store that does not answer now is asked again when all is over, and that failure is told.
    const invalid = await findInvalid(nix, [...asked]).catch(() => asked);
    const arrived = [...asked].filter((path) => !invalid.has(path));
    for (const path of arrived) valid.add(path);
    for (const [number, build] of builds.entries()) {
      const paths = made[number] ?? [];
      if (paths.length === 0 || !paths.every((path) => valid.has(path))) continue;
      told.add(build.drvPath);
      reader.end(build.drvPath, listener.now());
      listener.onBuilt(build);
    }
    const news = arrived.filter((path) => missing.has(path));
    if (news.length > 0) listener.onValid(news);
  };
  const lookAtAll = (reader: LogReader): void => {
    questions = questions.then(async () => {
      const started = listener.now();
      next = Number.POSITIVE_INFINITY;
      await ask(reader);
      next = listener.now() + restFactor * (listener.now() - started);
    });
  };
  return {
    look: (reader) => {
      const { counts, substituted } = reader.state;
      const ended = counts.done + substituted.size;
      if (ended === seen || listener.now() < next) return;
      seen = ended;
      lookAtAll(reader);
    },
    lookAtAll,
    settle: async () => {
      await questions;
      return valid;
    },
  };
}
