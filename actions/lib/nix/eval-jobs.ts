/**
 * nix-eval-jobs, where it is installed: evaluates in several processes at once. It is never needed and never believed further
 * than what it tells of a derivation: our own evaluator says which attributes there are, and looks at all the rest itself.
 */

import { stripVTControlCharacters } from "node:util";
import { renderAttributePath } from "./attribute-path.ts";
import {
  deepest,
  type KnownPlaces,
  type Place,
  type RawAttribute,
  renderInspector,
} from "./eval-expression.ts";
import { keyOf, type Selection } from "./eval-ledger.ts";
import type { EvalSource, Evaluator } from "./eval-session.ts";
import { startWatchdog } from "./eval-watchdog.ts";
import type { OutputKind } from "./output-kind.ts";

export type Told = { readonly known: KnownPlaces; readonly byPlace: ReadonlyMap<string, RawAttribute> };

const nothing: Told = { known: {}, byPlace: new Map() };

/** Bytes of a worker; less, and nixpkgs alone fills it. */
const leastHeap = 1024 ** 3;
/** An argument may have 128 KiB, and the names are quoted twice; what does not fit we evaluate ourselves. */
const mostNameBytes = 48 * 1024;

/** Empty when it is not there, too old, or not worth its processes. How it ends does not matter: what is missing is not known. */
export async function askEvalJobs(
  evaluator: Evaluator,
  source: EvalSource,
  kind: OutputKind,
  selection: Selection,
): Promise<Told> {
  if (source.kind === "file" || "only" in selection) return nothing;
  const top = topOf(kind, selection);
  const recursion = recursionBelow(kind, top);
  if (recursion === undefined) return nothing;
  const workers = Math.min(evaluator.cores, Math.floor(evaluator.heapBytes / leastHeap));
  if (workers < 2 || !(await canApply(evaluator))) return nothing;
  const found: { readonly place: Place; readonly attribute: RawAttribute }[] = [];
  const watchdog = startWatchdog(evaluator.secondsPerAttribute);
  const enough = new AbortController();
  const signals = [
    watchdog.signal,
    enough.signal,
    ...(evaluator.signal === undefined ? [] : [evaluator.signal]),
  ];
  let room = mostNameBytes;
  const megabytes = Math.floor(evaluator.heapBytes / workers / 1024 ** 2);
  const path = renderAttributePath([source.output, ...top]);
  const args = [
    ...["--flake", `${source.url}#${path}`, ...recursion, "--apply", renderInspector()],
    ...["--workers", String(workers), "--max-memory-size", String(megabytes)],
    ...["--option", "eval-cache", "false", "--option", "experimental-features", "nix-command flakes"],
  ];
  try {
    await evaluator.nix("nix-eval-jobs", args, {
      signal: AbortSignal.any(signals),
      onErrorLine: () => undefined,
      onOutputLine: (line) => {
        watchdog.feed();
        const job = parseJob(line);
        const place = [...top, ...(job?.place ?? [])];
        room -= bytesOf(place);
        // It follows a set that holds itself without end, and tells of it all the while.
        if (room < 0 || place.length > deepest + 1) enough.abort();
        else if (job !== undefined && isSound(kind, selection, place, job.attribute))
          found.push({ place, attribute: job.attribute });
      },
    });
  } finally {
    watchdog.stop();
  }
  return tellable(found);
}

/**
 * Without the option it enters what is marked for it, and the top. Forced, it enters everything there is, which of
 * `legacyPackages` would be all of nixpkgs: undefined where only our own evaluator knows where to stop.
 */
function recursionBelow({ shape, strict }: OutputKind, top: Place): readonly string[] | undefined {
  if (!shape.everySet && top.length > 0) return [];
  return shape.everySet || strict ? ["--force-recurse"] : undefined;
}

/** It takes no list of systems: of one that is wanted it is given the set, of several it tells the others too. */
function topOf(
  { shape }: OutputKind,
  { root, systems }: { readonly root: Place; readonly systems: readonly string[] },
): Place {
  return shape.bySystem && root.length === 0 && systems.length === 1 ? systems : root;
}

/** Older ones can only tell `meta`, which is less than we ask. */
async function canApply({ nix, signal }: Evaluator): Promise<boolean> {
  const { stdout, stderr } = await nix("nix-eval-jobs", ["--help"], signal === undefined ? {} : { signal });
  return /--apply\b/.test(stripVTControlCharacters(stdout + stderr));
}

/** One line of its output; undefined for an error, half a line, or a derivation it tells too little of. */
function parseJob(line: string): { readonly place: Place; readonly attribute: RawAttribute } | undefined {
  try {
    const { attrPath, drvPath, error, extraValue } = JSON.parse(line) as Record<string, unknown>;
    const attribute = extraValue as RawAttribute | null | undefined;
    const isPath = Array.isArray(attrPath) && attrPath.every((name) => typeof name === "string");
    if (!isPath || error !== undefined || attribute?.type !== "derivation") return undefined;
    // A derivation it tells must be the one we were told.
    if (attribute.withheld == null && (attribute.drvPath !== drvPath || attribute.outputs === undefined))
      return undefined;
    return { place: attrPath, attribute };
  } catch {
    return undefined;
  }
}

/** It may go further than we do, and knows no system but the derivation's own. */
function isSound(
  { shape }: OutputKind,
  selection: { readonly systems: readonly string[] },
  place: Place,
  { system }: RawAttribute,
): boolean {
  if (shape.bySystem && (place.length < 2 || place[0] !== system)) return false;
  return selection.systems.length === 0 || selection.systems.includes(system ?? "");
}

function tellable(found: readonly { readonly place: Place; readonly attribute: RawAttribute }[]): Told {
  const known: Record<string, unknown> = {};
  const byPlace = new Map<string, RawAttribute>();
  for (const { place, attribute } of found) {
    byPlace.set(keyOf(place), attribute);
    let at = known;
    for (const name of place.slice(0, -1)) at = below(at, name);
    at[place.at(-1) ?? ""] = 1;
  }
  return { known: known as KnownPlaces, byPlace };
}

/** Of the name, as it is quoted in the question. */
function bytesOf(place: Place): number {
  return Buffer.byteLength(JSON.stringify(JSON.stringify(place.at(-1) ?? ""))) + 4;
}

/** Own properties only: a name may be `constructor`. */
function below(set: Record<string, unknown>, name: string): Record<string, unknown> {
  const found = Object.hasOwn(set, name) ? set[name] : undefined;
  const next = typeof found === "object" && found !== null ? (found as Record<string, unknown>) : {};
  Object.defineProperty(set, name, { value: next, enumerable: true, writable: true, configurable: true });
  return next;
}
