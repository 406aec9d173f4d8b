/** Builds entries of a plan and says what became of each. Success is what the store says; the log only explains failure. */

import { setTimeout as wait } from "node:timers/promises";
import type { Problem } from "../../workflows/problem.ts";
import type { Host } from "../lib/host/host.ts";
import { type KnownFailures, updateKnownFailures } from "../lib/known-failures.ts";
import type { Nix } from "../lib/nix/command.ts";
import type { Build } from "../lib/nix/log-state.ts";
import { findInvalid } from "../lib/nix/store.ts";
import type { Entry } from "../lib/plan-file.ts";
import type { AttributeResult, ResultsFile } from "../lib/results-file.ts";
import { watchArrivals } from "./arrivals.ts";
import type { HashMend, Places } from "./hash-literal.ts";
import { type KnownOutputs, openKnownOutputs } from "./known-outputs.ts";
import { openLogs } from "./logs.ts";
import { problemsOf } from "./problems.ts";
import { isSound, judgeAbsent, judgeImpossible, judgeUnsound } from "./prospect.ts";
import { judgeRemembered, withHistory } from "./remembered.ts";
import { resultOf } from "./result.ts";
import type { Effects } from "./round.ts";
import { type Built, buildTargets } from "./rounds.ts";
import { type Stock, takeStock } from "./stock.ts";
import { isComplete, targetsOf } from "./target.ts";

export type BuildRequest = {
  readonly entries: readonly Entry[];
  /** What failed before this run. */
  readonly known?: KnownFailures;
  /** Build also what is known to fail. */
  readonly retryKnown?: boolean;
  /** ISO date or commit that new failures are remembered with. */
  readonly since?: string;
  /** Folder of the flake below the workspace, to place problems; absent: the positions of entries are in no file here. */
  readonly folder?: string;
  /** By derivation path: why it cannot be tried. */
  readonly impossible?: ReadonlyMap<string, Problem>;
  readonly effects?: Effects;
  /** Of these entries, when it was taken just now. */
  readonly stock?: Stock;
  /** Told of wanted outputs that are in the store, while others build; of each at least once. */
  readonly onValid?: (paths: readonly string[]) => void;
};

export type BuildOutcome = {
  readonly results: ResultsFile;
  /** One per root cause, however many attributes it fails. */
  readonly problems: readonly Problem[];
  readonly known: KnownFailures;
};

const realEffects: Effects = {
  now: () => performance.now(),
  pause: (milliseconds, signal) => wait(milliseconds, undefined, { signal }).catch(() => undefined),
};

/** `nix` must not end with the host's signal: the store is asked after it. Throws when the store does not answer. */
export async function buildEntries(request: BuildRequest, nix: Nix, host: Host): Promise<BuildOutcome> {
  const { entries, known = {}, impossible = new Map(), onValid = () => undefined } = request;
  const sound = entries.filter(isSound);
  const outputs = sound.flatMap((entry) => Object.values(entry.outputs));
  const { missing, absent } = request.stock ?? (await takeStock(nix, sound));
  onValid(outputs.filter((path) => !missing.has(path)));
  const targets = targetsOf(sound).filter((target) => !isComplete(target, missing));
  const present = targets.filter(({ drvPath }) => !absent.has(drvPath));
  const remembered = judgeRemembered(request.retryKnown ? [] : present, known);
  const { effects = realEffects } = request;
  const logs = openLogs(host);
  const knownOutputs = openKnownOutputs(targets);
  const listener = { onValid, onBuilt: logs.showBuilt, now: effects.now };
  const arrivals = watchArrivals(nix, { wanted: outputs, missing }, knownOutputs, listener);
  const built = await buildTargets(
    { nix, host, effects, onTick: arrivals.look, onAllDone: arrivals.lookAtAll },
    present.filter(({ drvPath }) => !remembered.has(drvPath)),
  );
  const all: Built = {
    ...built,
    verdicts: new Map([
      ...judgeUnsound(entries),
      ...judgeAbsent(targets, absent),
      ...judgeImpossible(impossible),
      ...remembered,
      ...built.verdicts,
    ]),
  };
  const valid = await arrivals.settle();
  const { invalid, isBuilt } = await askRest(nix, outputs, { known: knownOutputs, valid, built });
  onValid(outputs.filter((path) => !invalid.has(path)));
  const results = entries.map((entry) =>
    withHistory(resultOf(entry, { built: all, missing, invalid }), known),
  );
  const mends = await findMends(results, placesOf(request), host);
  logs.showRest(all, isBuilt);
  return {
    results: { version: 1, attributes: results, paths: [] },
    problems: problemsOf(results, { ...request, impossible, mends, signal: host.signal }),
    known: updateKnownFailures(
      known,
      results.filter(({ drvPath }) => all.verdicts.get(drvPath)?.cause.certain ?? true),
      request.since ?? new Date().toISOString().slice(0, 10),
    ),
  };
}

/** What reads Nix code is loaded for a wrong hash only. */
async function findMends(
  results: readonly AttributeResult[],
  places: Places,
  host: Host,
): Promise<ReadonlyMap<string, HashMend>> {
  if (!results.some(({ failure }) => failure?.class === "hash-mismatch")) return new Map();
  const { findHashMends } = await import("./hash-literal.ts");
  return findHashMends(results, places, host);
}

function placesOf({ entries, folder }: BuildRequest): Places {
  const files = new Map(entries.flatMap(({ attr, position }) => (position ? [[attr, position.file]] : [])));
  return folder === undefined ? { files } : { files, folder };
}

type Answer = {
  /** Of all that was asked for. */
  readonly invalid: ReadonlySet<string>;
  readonly isBuilt: (build: Build) => boolean;
};

type SoFar = { readonly known: KnownOutputs; readonly valid: ReadonlySet<string>; readonly built: Built };

/** The last question: wanted outputs, and those of dependencies that were built along the way, unless the store called them valid. */
async function askRest(
  nix: Nix,
  outputs: readonly string[],
  { known, valid, built }: SoFar,
): Promise<Answer> {
  const drvPaths = [...built.builds.keys()];
  const made = new Map(
    await Promise.all(drvPaths.map(async (drvPath) => [drvPath, await known.of(drvPath)] as const)),
  );
  const open = [...outputs, ...[...made.values()].flat()].filter((path) => !valid.has(path));
  const invalid = await findInvalid(nix, open);
  const isBuilt = ({ drvPath }: Build): boolean => !made.get(drvPath)?.some((path) => invalid.has(path));
  return { invalid, isBuilt };
}
