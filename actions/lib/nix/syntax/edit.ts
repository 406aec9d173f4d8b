/** Edits of a file by range. It refuses an edit that changes how anything outside its range is read. */

import { parse } from "./parser.ts";
import type { Node, Tree } from "./tree.ts";

/** Replaces `start … end` (exclusive; equal for an insertion) by `text`. */
export type Edit = { readonly start: number; readonly end: number; readonly text: string };

export type Edited =
  | { readonly ok: true; readonly tree: Tree }
  | { readonly ok: false; readonly reason: EditRefusal };

export type EditRefusal =
  /** Not within the text, or its end before its start. */
  | "outside"
  | "overlap"
  /** The file has a fault it did not have. */
  | "breaks"
  /** Something outside the ranges is read otherwise: an operator takes a neighbour, a bracket or a comment runs on. */
  | "spills";

/** The tree of the edited text. Edits may come in any order; two insertions at one place are an overlap. */
export function edit(tree: Tree, edits: readonly Edit[]): Edited {
  const ordered = [...edits].sort((a, b) => a.start - b.start || a.end - b.end);
  const refusal = refuseRanges(tree, ordered);
  if (refusal !== undefined) return { ok: false, reason: refusal };
  const edited = parse(applyEdits(tree.text, ordered));
  if (edited.faults.length > tree.faults.length) return { ok: false, reason: "breaks" };
  return readsSame(tree, edited, ordered) ? { ok: true, tree: edited } : { ok: false, reason: "spills" };
}

function refuseRanges({ text }: Tree, ordered: readonly Edit[]): EditRefusal | undefined {
  let last: Edit | undefined;
  for (const one of ordered) {
    if (!(one.start >= 0 && one.start <= one.end && one.end <= text.length)) return "outside";
    if (last !== undefined && (one.start < last.end || (one.start === last.start && one.end === last.end))) {
      return "overlap";
    }
    last = one;
  }
  return undefined;
}

function applyEdits(text: string, ordered: readonly Edit[]): string {
  const pieces: string[] = [];
  let done = 0;
  for (const { start, end, text: replacement } of ordered) {
    pieces.push(text.slice(done, start), replacement);
    done = end;
  }
  pieces.push(text.slice(done));
  return pieces.join("");
}

/** Whether the nodes and comments outside the edited ranges are the same ones, at their moved places. */
function readsSame(before: Tree, after: Tree, ordered: readonly Edit[]): boolean {
  const mover = createMover(ordered);
  return (
    sameRanges(before.nodes, after.nodes, ordered, mover) &&
    sameRanges(before.comments, after.comments, ordered, mover)
  );
}

type Ranged = { readonly start: number; readonly end: number; readonly kind?: Node["kind"] };

function sameRanges(
  before: readonly Ranged[],
  after: readonly Ranged[],
  ordered: readonly Edit[],
  mover: Mover,
): boolean {
  const kept = outside(before, ordered);
  const now = outside(after, mover.written);
  return kept.length === now.length && kept.every((one, place) => isMoved(one, now[place] as Ranged, mover));
}

/** Nodes of one token: text put beside one must not become a part of it. */
const oneToken: ReadonlySet<string | undefined> = new Set<Node["kind"]>([
  "identifier",
  "name",
  "integer",
  "float",
  "uri",
  "search-path",
  "current-position",
  "path",
]);

/** At the place of an insertion a node of several tokens may begin or end on either side of it. */
function isMoved(one: Ranged, other: Ranged, { move }: Mover): boolean {
  if (one.kind !== other.kind) return false;
  const start = move(one.start);
  const end = move(one.end);
  if (oneToken.has(one.kind) && one.end > one.start)
    return start.most === other.start && end.least === other.end;
  return (
    start.least <= other.start && other.start <= start.most && end.least <= other.end && other.end <= end.most
  );
}

/** The ranges that are not wholly within an edited one. */
function outside(
  ranges: readonly Ranged[],
  edited: readonly { start: number; end: number }[],
): readonly Ranged[] {
  return ranges.filter(({ start, end }) => {
    const place = lastStartingAtOrBefore(edited, start);
    const around = edited[place];
    return around === undefined || end > around.end || (start === end && around.start === around.end);
  });
}

type Mover = {
  /** The ranges of the new texts, in the edited text. */
  readonly written: readonly { readonly start: number; readonly end: number }[];
  /** Where an offset of the old text is in the new one. */
  readonly move: (offset: number) => { readonly least: number; readonly most: number };
};

function createMover(ordered: readonly Edit[]): Mover {
  let growth = 0;
  const written = ordered.map(({ start, end, text }) => {
    const range = { start: start + growth, end: start + growth + text.length };
    growth += text.length - (end - start);
    return range;
  });
  return { written, move };

  function move(offset: number) {
    const place = lastStartingAtOrBefore(ordered, offset);
    const one = ordered[place];
    const there = written[place];
    if (one === undefined || there === undefined) return { least: offset, most: offset };
    if (offset > one.end) return exactly(offset - one.end + there.end);
    if (one.start === one.end) return { least: there.start, most: there.end };
    if (offset === one.start) return { least: before(place, offset, there.start), most: there.start };
    return offset === one.end ? exactly(there.end) : { least: there.start, most: there.end };
  }

  /** An edit that begins where another ends. */
  function before(place: number, offset: number, start: number): number {
    const earlier = ordered[place - 1];
    return earlier?.end === offset && earlier.start === offset ? (written[place - 1]?.start ?? start) : start;
  }
}

function exactly(offset: number) {
  return { least: offset, most: offset };
}

function lastStartingAtOrBefore(ranges: readonly { readonly start: number }[], offset: number): number {
  let low = 0;
  let high = ranges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ranges[middle] as { readonly start: number }).start <= offset) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
