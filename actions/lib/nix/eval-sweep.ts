/** Sweeps over a flake output with as few evaluator processes as can be: one, and one more for each that dies on the way. */

import { isOutOfMemory } from "./eval-error.ts";
import type { Inspection, InspectionEvent, KnownPlaces, Place } from "./eval-expression.ts";
import { askEvalJobs } from "./eval-jobs.ts";
import {
  type Failed,
  type Found,
  isRoot,
  keyOf,
  type Ledger,
  newLedger,
  note,
  nothingKnown,
  type Selection,
  settleTheRest,
} from "./eval-ledger.ts";
import { type EvalSource, type Evaluator, runSession, type SessionEnd } from "./eval-session.ts";
import type { OutputKind } from "./output-kind.ts";

export type Target = { readonly source: EvalSource; readonly kind: OutputKind };

export type Sweep = {
  /** Those looked at. */
  readonly systems: readonly string[];
  readonly found: readonly Found[];
  readonly failed: readonly Failed[];
};

/** Processes at once while messages are read; each loads the whole flake. */
const readers = 2;
/** Places per process; an argument may have 128 KiB. */
const chunk = 400;

/** The end of the evaluator, when it died before any attribute or was cancelled: then the flake itself is at fault. */
export async function sweepOutput(
  evaluator: Evaluator,
  target: Target,
  selection: Selection,
): Promise<Sweep | { readonly fatal: SessionEnd }> {
  const { known, byPlace } = await askEvalJobs(evaluator, target.source, target.kind, selection);
  const ledger = newLedger(target.kind, selection, byPlace);
  for (const route of routesOf(target, selection, known)) {
    const end = await travel(evaluator, target, route, ledger);
    if (end !== undefined && (end.endedBy === "cancel" || nothingKnown(ledger))) return { fatal: end };
    if (end !== undefined) settleTheRest(ledger, end);
  }
  const { shape } = target.kind;
  const force = "only" in selection;
  const cancelled = await readMessages(ledger, evaluator, (place, heapBytes, note) =>
    runSession(
      { ...evaluator, heapBytes },
      target.source,
      { shape, root: [], systems: [], after: [], only: [place], force, catchThrows: false },
      note,
    ),
  );
  if (cancelled !== undefined) return { fatal: cancelled };
  settleTheRest(ledger, undefined);
  const found = [...ledger.found.values()];
  return { systems: systemsOf(selection, ledger), found, failed: [...ledger.failed.values()] };
}

function systemsOf(selection: Selection, ledger: Ledger): readonly string[] {
  if (ledger.systems !== undefined && "systems" in selection)
    return selection.systems.length === 0
      ? ledger.systems
      : ledger.systems.filter((system) => selection.systems.includes(system));
  const found = [...ledger.found.values()].map(({ attribute }) => attribute.system ?? "");
  return [...new Set(found)].toSorted();
}

/** What to look at, given the place at which the last process died. */
type Route = (after: Place) => Omit<Inspection, "nonce" | "catchThrows">;

function routesOf({ kind: { shape } }: Target, selection: Selection, known: KnownPlaces): readonly Route[] {
  if ("root" in selection) {
    const told = Object.keys(known).length === 0 ? {} : { known };
    return [(after) => ({ shape, ...selection, ...told, after, force: false })];
  }
  const chunks = Array.from({ length: Math.ceil(selection.only.length / chunk) }, (_, index) =>
    selection.only.slice(index * chunk, (index + 1) * chunk),
  );
  return chunks.map((places) => (after) => {
    const done = places.findIndex((place) => keyOf(place) === keyOf(after)) + 1;
    return { shape, root: [], systems: [], after: [], only: places.slice(done), force: true };
  });
}

/** The end that no single place can be blamed for, if there is one. */
async function travel(
  evaluator: Evaluator,
  target: Target,
  route: Route,
  ledger: Ledger,
): Promise<SessionEnd | undefined> {
  let after: Place = [];
  for (;;) {
    const inspection = { ...route(after), catchThrows: true };
    const end = await runSession(evaluator, target.source, inspection, (event) => note(ledger, event));
    if (end.endedBy === "exit" && end.exitCode === 0) return undefined;
    if (end.endedBy === "cancel" || end.inside === undefined || isRoot(ledger, end.inside.place)) return end;
    const failed: Failed = { ...end.inside, failure: { kind: "error", end } };
    const fate = deservesSecondOpinion(end) ? ledger.doubtful : ledger.failed;
    fate.set(keyOf(failed.place), failed);
    ledger.expected.delete(keyOf(failed.place));
    after = failed.place;
  }
}

/** A process that did much before may have died of all of it. */
function deservesSecondOpinion(end: SessionEnd): boolean {
  const exhausted = end.endedBy === "signal" || isOutOfMemory(end.stderr);
  return exhausted && !end.fresh;
}

type Alone = (
  place: Place,
  heapBytes: number,
  onEvent: (event: InspectionEvent) => void,
) => Promise<SessionEnd>;

/**
 * Evaluates the doubtful alone; returns the end of a cancelled process. What ran out of memory has all of it for itself;
 * those whose message is wanted are a few at once.
 */
async function readMessages(
  ledger: Ledger,
  { messages, heapBytes }: Evaluator,
  evaluateAlone: Alone,
): Promise<SessionEnd | undefined> {
  let cancelled: SessionEnd | undefined;
  const work = async (queue: Failed[], heap: number): Promise<void> => {
    for (let next = queue.shift(); next !== undefined && cancelled === undefined; next = queue.shift()) {
      const key = keyOf(next.place);
      const end = await evaluateAlone(next.place, heap, (event) => note(ledger, event));
      if (end.endedBy === "cancel") cancelled = end;
      if (ledger.doubtful.has(key)) ledger.failed.set(key, { ...next, failure: { kind: "error", end } });
    }
  };
  const [unread = [], exhausted = []] = [true, false].map((isUnread) =>
    [...ledger.doubtful.values()].filter(({ failure }) => (failure.kind === "unread") === isUnread),
  );
  await work(exhausted, heapBytes);
  for (const rest of unread.splice(messages)) ledger.failed.set(keyOf(rest.place), rest);
  await Promise.all(Array.from({ length: readers }, () => work(unread, Math.floor(heapBytes / readers))));
  return cancelled;
}
