/** Derivations that failed before and would fail again: keyed by derivation, never by name, and never a passing trouble. */

import * as v from "valibot";
import { type Outcome, type ProblemCode, refuse, succeed } from "../../workflows/problem.ts";
import { type AttributeResult, type FailureClass, failureClasses } from "./results-file.ts";

const knownFailure = v.object({
  class: v.picklist(failureClasses),
  explanation: v.string(),
  /** ISO date or commit: since when it is known to fail. */
  since: v.string(),
  /** The attribute it was built for: how another derivation of it is known to be still broken, or mended. */
  attr: v.optional(v.string()),
  /** The derivation whose own build failed, when it is another. */
  rootCause: v.optional(v.string()),
  /** Of a hash mismatch. */
  wantedHash: v.optional(v.string()),
  gotHash: v.optional(v.string()),
  /** Why nobody minds, in a person's words: then it is no failure. With the derivation the acceptance lapses. */
  accepted: v.optional(v.pipe(v.string(), v.nonEmpty())),
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
const lastingClasses: ReadonlySet<ProblemCode> = new Set<FailureClass>([
  "hash-mismatch",
  "builder-failed",
  "no-output",
]);

export function isLasting(code: ProblemCode): boolean {
  return lastingClasses.has(code);
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
export function renderKnownFailures(failures: KnownFailures): string {
  const sorted = Object.entries(failures).sort(([a], [b]) => (a < b ? -1 : 1));
  return `${JSON.stringify({ version: 1, failures: Object.fromEntries(sorted) }, undefined, 2)}\n`;
}

/** Since when this derivation, or another of the same attribute, fails; undefined when nothing is known of either. */
export function failingSince(
  known: KnownFailures,
  { drvPath, attr }: Pick<AttributeResult, "drvPath" | "attr">,
): string | undefined {
  return (known[drvPath] ?? Object.values(known).find((failure) => failure.attr === attr))?.since;
}

/** What is known after a run: mended derivations go, new lasting failures come with `since`, old ones keep theirs. */
export function updateKnownFailures(
  known: KnownFailures,
  results: readonly AttributeResult[],
  since: string,
): KnownFailures {
  const next = new Map(Object.entries(known));
  const forget = (attr: string): void => {
    for (const [drvPath, failure] of next) if (failure.attr === attr) next.delete(drvPath);
  };
  for (const { state, drvPath, attr, failure } of results) {
    if (state === "built" || state === "substituted") {
      forget(attr);
      next.delete(drvPath);
    }
    if (state !== "failed" || failure === undefined || !isLasting(failure.class)) continue;
    forget(attr);
    next.set(drvPath, {
      class: failure.class,
      explanation: failure.explanation,
      since: failingSince(known, { drvPath, attr }) ?? since,
      attr,
      ...(failure.rootCause === drvPath ? {} : { rootCause: failure.rootCause }),
      ...(failure.wantedHash === undefined ? {} : { wantedHash: failure.wantedHash }),
      ...(failure.gotHash === undefined ? {} : { gotHash: failure.gotHash }),
    });
  }
  return Object.fromEntries(next);
}

export function unreadable(source: string, what: string): Outcome<never> {
  return refuse({
    code: "input-invalid",
    severity: "error",
    where: source,
    what: `known failures cannot be read: ${what}`,
    fix: `delete it to start with an empty memory: rm ${JSON.stringify(source)}`,
  });
}
