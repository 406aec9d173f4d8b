/** What is known of every place an evaluator was sent to: whatever was announced ends as found or failed, nothing gets lost. */

import type { InspectionEvent, Place, RawAttribute, RawPosition } from "./eval-expression.ts";
import type { Failure } from "./eval-problem.ts";
import type { SessionEnd } from "./eval-session.ts";
import type { OutputKind } from "./output-kind.ts";

/** Everything below a place, for all systems or those given in ascending order; or chosen places below the output. */
export type Selection =
  | { readonly root: Place; readonly systems: readonly string[] }
  | { readonly only: readonly Place[] };

export type Found = {
  readonly place: Place;
  readonly position: RawPosition | null;
  readonly attribute: RawAttribute;
};
export type Failed = {
  readonly place: Place;
  readonly position: RawPosition | null;
  readonly failure: Failure;
};

export type Ledger = {
  readonly kind: OutputKind;
  readonly selection: Selection;
  /** What another evaluator told, by place: it counts as soon as our own names the place. */
  readonly told: ReadonlyMap<string, RawAttribute>;
  /** All that the output names; undefined when it is not sorted by system, or chosen places are looked at. */
  systems: readonly string[] | undefined;
  /** Places that were announced and of which nothing is known yet: in the end there must be none. */
  readonly expected: Map<string, Place>;
  /** Sets whose names are known. */
  readonly opened: Set<string>;
  readonly positions: Map<string, RawPosition | null>;
  readonly found: Map<string, Found>;
  readonly failed: Map<string, Failed>;
  /** Their message, or a second opinion, wants a process of its own. */
  readonly doubtful: Map<string, Failed>;
};

export function newLedger(
  kind: OutputKind,
  selection: Selection,
  told: ReadonlyMap<string, RawAttribute> = new Map(),
): Ledger {
  return {
    kind,
    selection,
    told,
    systems: undefined,
    expected: new Map(),
    opened: new Set(),
    positions: new Map(),
    found: new Map(),
    failed: new Map(),
    doubtful: new Map(),
  };
}

export function note(ledger: Ledger, [event, place, value]: InspectionEvent): void {
  const key = keyOf(place);
  if (event === "enter") {
    ledger.positions.set(key, value);
    return;
  }
  const position = ledger.positions.get(key) ?? null;
  ledger.expected.delete(key);
  if (event === "missing") {
    const names = ledger.systems ?? [];
    ledger.failed.set(key, { place, position, failure: { kind: "missing", names } });
  } else if (event === "known") {
    const attribute = ledger.told.get(key);
    if (attribute !== undefined) settle(ledger, { place, position: value, attribute });
  } else if (event === "threw") ledger.doubtful.set(key, { place, position, failure: { kind: "unread" } });
  else if (!isNames(value)) settle(ledger, { place, position, attribute: value });
  else announce(ledger, place, value);
}

function isNames(value: readonly string[] | RawAttribute): value is readonly string[] {
  return Array.isArray(value);
}

function announce(ledger: Ledger, place: Place, names: readonly string[]): void {
  ledger.doubtful.delete(keyOf(place));
  const isSystems = place.length === 0 && ledger.kind.shape.bySystem;
  if (isSystems) ledger.systems = names;
  const { selection } = ledger;
  const asked = isSystems && "systems" in selection ? selection.systems : [];
  for (const name of asked.length === 0 ? names : asked) {
    const child = [...place, name];
    const key = keyOf(child);
    // A process that goes on where another died tells again what it comes through.
    const known = [ledger.found, ledger.failed, ledger.doubtful].some((places) => places.has(key));
    if (!known && !ledger.opened.has(key)) ledger.expected.set(key, child);
  }
  ledger.opened.add(keyOf(place));
}

function settle(ledger: Ledger, found: Found): void {
  const { place, position, attribute } = found;
  const key = keyOf(place);
  ledger.doubtful.delete(key);
  const { shape, strict } = ledger.kind;
  if (attribute.type === "elsewhere") return;
  if (attribute.type === "derivation" && place.length > (shape.bySystem ? 1 : 0))
    ledger.found.set(key, found);
  else if (strict || "only" in ledger.selection || attribute.type === "depth" || isRoot(ledger, place))
    ledger.failed.set(key, {
      ...{ place, position },
      failure: {
        ...{ kind: "not-a-derivation", type: attribute.type },
        asSystem: shape.bySystem && place.length === 1,
      },
    });
}

/** Where the sweep begins: what dies there leaves nothing to go on with. */
export function isRoot({ selection }: Ledger, place: Place): boolean {
  return "root" in selection && place.length <= selection.root.length;
}

export function nothingKnown(ledger: Ledger): boolean {
  return ledger.found.size + ledger.failed.size + ledger.doubtful.size + ledger.expected.size === 0;
}

/** Everything announced ends somewhere; the end of the evaluator is the reason of sets nobody came to. */
export function settleTheRest(ledger: Ledger, end: SessionEnd | undefined): void {
  for (const [key, place] of ledger.expected) {
    const isSystem = ledger.kind.shape.bySystem && place.length === 1;
    const failure: Failure = isSystem && end !== undefined ? { kind: "error", end } : { kind: "not-reached" };
    ledger.failed.set(key, { place, position: null, failure });
  }
  ledger.expected.clear();
}

export function keyOf(place: Place): string {
  return JSON.stringify(place);
}
