/** Derivations that failed before and would fail again: keyed by derivation, never by name, and never a passing trouble. */

import { readFile } from "node:fs/promises";
import * as v from "valibot";
import { type Outcome, refuse, succeed } from "../../workflows/problem.ts";
import { writeAtomically } from "./atomic-file.ts";
import { type AttributeResult, type FailureClass, failureClasses } from "./results-file.ts";

const knownFailure = v.object({
  class: v.picklist(failureClasses),
  explanation: v.string(),
  /** ISO date or commit: since when it is known to fail. */
  since: v.string(),
});

const knownFailuresFile = v.object({
  version: v.literal(1),
  failures: v.record(v.string(), knownFailure),
});

export type KnownFailure = Readonly<v.InferOutput<typeof knownFailure>>;

/** Derivation path to what is known of it. */
export type KnownFailures = Readonly<Record<string, KnownFailure>>;

/**
 * Lasting is what the derivation alone decides. The rest depends on the moment (network, memory, disk, a cancelled job)
 * or on the machine and its settings (timeout, log limit, system), which the key does not hold: another run may succeed.
 */
const lastingClasses: ReadonlySet<FailureClass> = new Set(["hash-mismatch", "builder-failed", "no-output"]);

export function isLasting(failureClass: FailureClass): boolean {
  return lastingClasses.has(failureClass);
}

/** An absent file is an empty memory; a broken one is a problem, so that it is not silently overwritten. */
export async function readKnownFailures(path: string): Promise<Outcome<KnownFailures>> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return succeed({});
    return unreadable(path, (error as Error).message);
  }
  return parseKnownFailures(text, path);
}

/** `source` names the file in the problem. */
export function parseKnownFailures(text: string, source: string): Outcome<KnownFailures> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return unreadable(source, `not JSON: ${(error as Error).message}`);
  }
  const parsed = v.safeParse(knownFailuresFile, value);
  if (parsed.success) return succeed(parsed.output.failures);
  const first = parsed.issues[0];
  return unreadable(source, `${v.getDotPath(first) ?? "file"}: ${first.message.toLowerCase()}`);
}

/** Sorted, so that a file kept in Git changes only where the memory does. */
function renderKnownFailures(failures: KnownFailures): string {
  const sorted = Object.entries(failures).sort(([a], [b]) => (a < b ? -1 : 1));
  return `${JSON.stringify({ version: 1, failures: Object.fromEntries(sorted) }, undefined, 2)}\n`;
}

/** Whole or not at all: a reader never sees half a file. */
export async function writeKnownFailures(path: string, failures: KnownFailures): Promise<void> {
  await writeAtomically(path, renderKnownFailures(failures));
}

/** What is known after a run: mended derivations go, new lasting failures come with `since`, old ones keep theirs. */
export function updateKnownFailures(
  known: KnownFailures,
  results: readonly AttributeResult[],
  since: string,
): KnownFailures {
  const next = new Map(Object.entries(known));
  for (const { state, drvPath, failure } of results) {
    if (state === "built" || state === "substituted") next.delete(drvPath);
    if (state !== "failed" || failure === undefined || !isLasting(failure.class)) continue;
    next.set(drvPath, {
      class: failure.class,
      explanation: failure.explanation,
      since: known[drvPath]?.since ?? since,
    });
  }
  return Object.fromEntries(next);
}

function unreadable(source: string, what: string): Outcome<never> {
  return refuse({
    code: "input-invalid",
    severity: "error",
    where: source,
    what: `known failures cannot be read: ${what}`,
    fix: `delete it to start with an empty memory: rm ${JSON.stringify(source)}`,
  });
}
