/** Sweeps over a flake output with as few evaluator processes as can be: one, and one more for each that dies on the way. */

import { isOutOfMemory } from "./eval-error.ts";
import type { Inspection, InspectionEvent, Place, RawAttribute, RawPosition } from "./eval-expression.ts";
import type { Failure } from "./eval-problem.ts";
import { type Evaluator, runSession, type SessionEnd } from "./eval-session.ts";

export type Target = { readonly url: string; readonly output: string };

/** All systems, in ascending order, or chosen places below the output. */
export type Selection = { readonly systems: readonly string[] } | { readonly only: readonly Place[] };

export type Found = {
  readonly place: Place;
  readonly position: RawPosition | null;
  readonly attribute: RawAttribute;
};
type Failed = {
  readonly place: Place;
  readonly position: RawPosition | null;
  readonly failure: Failure;
};

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
  const ledger = newLedger();
  for (const route of routesOf(selection)) {
    const end = await travel(evaluator, target, route, ledger);
    if (end !== undefined && (end.endedBy === "cancel" || nothingKnown(ledger))) return { fatal: end };
    if (end !== undefined) settleTheRest(ledger, end);
  }
  const force = "only" in selection;
  const cancelled = await readMessages(ledger, evaluator.messages, (place, note) =>
    runSession(evaluator, target, { systems: [], after: [], only: [place], force, catchThrows: false }, note),
  );
  if (cancelled !== undefined) return { fatal: cancelled };
  const found = [...ledger.found.values()];
  return { systems: systemsOf(selection, ledger), found, failed: [...ledger.failed.values()] };
}

function systemsOf(selection: Selection, ledger: Ledger): readonly string[] {
  if ("only" in selection) return [...new Set(selection.only.map(([system]) => system ?? ""))].toSorted();
  const all = ledger.systems ?? [];
  return selection.systems.length === 0 ? all : all.filter((system) => selection.systems.includes(system));
}

type Ledger = {
  /** All that the output has; undefined when chosen places are looked at. */
  systems: readonly string[] | undefined;
  /** Places that were announced: every one must end in `found` or `failed`. */
  readonly expected: Map<string, Place>;
  readonly positions: Map<string, RawPosition | null>;
  readonly found: Map<string, Found>;
  readonly failed: Map<string, Failed>;
  /** Their message, or a second opinion, wants a process of its own. */
  readonly doubtful: Map<string, Failed>;
};

function newLedger(): Ledger {
  return {
    systems: undefined,
    expected: new Map(),
    positions: new Map(),
    found: new Map(),
    failed: new Map(),
    doubtful: new Map(),
  };
}

/** What to look at, given the place at which the last process died. */
type Route = (after: Place) => Omit<Inspection, "nonce" | "catchThrows">;

function routesOf(selection: Selection): readonly Route[] {
  if ("systems" in selection) return [(after) => ({ systems: selection.systems, after, force: false })];
  const chunks = Array.from({ length: Math.ceil(selection.only.length / chunk) }, (_, index) =>
    selection.only.slice(index * chunk, (index + 1) * chunk),
  );
  return chunks.map((places) => (after) => {
    const done = places.findIndex((place) => keyOf(place) === keyOf(after)) + 1;
    return { systems: [], after: [], only: places.slice(done), force: true };
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
    const end = await runSession(evaluator, target, inspection, (event) => note(ledger, event));
    if (end.endedBy === "exit" && end.exitCode === 0) return undefined;
    if (end.endedBy === "cancel" || end.inside === undefined || end.inside.place.length === 0) return end;
    const failed: Failed = { ...end.inside, failure: { kind: "error", end } };
    const fate = deservesSecondOpinion(end) ? ledger.doubtful : ledger.failed;
    fate.set(keyOf(failed.place), failed);
    after = failed.place;
  }
}

/** A process that did much before may have died of all of it. */
function deservesSecondOpinion(end: SessionEnd): boolean {
  const exhausted = end.endedBy === "signal" || isOutOfMemory(end.stderr);
  return exhausted && !end.fresh && (end.inside?.place.length ?? 0) > 1;
}

function note(ledger: Ledger, [event, place, value]: InspectionEvent): void {
  const key = keyOf(place);
  if (event === "enter") {
    ledger.positions.set(key, value);
    return;
  }
  const position = ledger.positions.get(key) ?? null;
  if (event === "missing") {
    const names = ledger.systems ?? [];
    ledger.failed.set(key, { place, position, failure: { kind: "missing", names } });
  } else if (event === "threw") ledger.doubtful.set(key, { place, position, failure: { kind: "unread" } });
  else if (!isNames(value)) settle(ledger, { place, position, attribute: value });
  else if (place.length === 0) ledger.systems = value;
  else for (const name of value) ledger.expected.set(keyOf([...place, name]), [...place, name]);
}

function isNames(value: readonly string[] | RawAttribute): value is readonly string[] {
  return Array.isArray(value);
}

function settle(ledger: Ledger, found: Found): void {
  const key = keyOf(found.place);
  ledger.doubtful.delete(key);
  if (found.attribute.type === "derivation" && found.place.length > 1) ledger.found.set(key, found);
  else {
    const failure: Failure = { kind: "not-a-derivation", type: found.attribute.type };
    ledger.failed.set(key, { place: found.place, position: found.position, failure });
  }
}

function nothingKnown(ledger: Ledger): boolean {
  return ledger.found.size + ledger.failed.size + ledger.doubtful.size + ledger.expected.size === 0;
}

function settleTheRest(ledger: Ledger, end: SessionEnd): void {
  const entered = new Set([...ledger.expected.values()].map(([system]) => system));
  for (const system of ledger.systems ?? []) {
    const key = keyOf([system]);
    if (entered.has(system) || ledger.failed.has(key) || ledger.doubtful.has(key)) continue;
    ledger.failed.set(key, { place: [system], position: null, failure: { kind: "error", end } });
  }
  for (const [key, place] of ledger.expected)
    if (!ledger.found.has(key) && !ledger.failed.has(key) && !ledger.doubtful.has(key))
      ledger.failed.set(key, { place, position: null, failure: { kind: "not-reached" } });
}

type Alone = (place: Place, onEvent: (event: InspectionEvent) => void) => Promise<SessionEnd>;

/** Evaluates the doubtful alone, a few at once; returns the end of a cancelled process. */
async function readMessages(
  ledger: Ledger,
  messages: number,
  evaluateAlone: Alone,
): Promise<SessionEnd | undefined> {
  const queue = [...ledger.doubtful.values()];
  let read = 0;
  let cancelled: SessionEnd | undefined;
  const work = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined && cancelled === undefined; next = queue.shift()) {
      const key = keyOf(next.place);
      if (next.failure.kind === "unread" && ++read > messages) {
        ledger.failed.set(key, next);
        continue;
      }
      const end = await evaluateAlone(next.place, (event) => note(ledger, event));
      if (end.endedBy === "cancel") cancelled = end;
      if (ledger.doubtful.has(key)) ledger.failed.set(key, { ...next, failure: { kind: "error", end } });
    }
  };
  await Promise.all(Array.from({ length: readers }, work));
  return cancelled;
}

function keyOf(place: Place): string {
  return JSON.stringify(place);
}
