/** The decision for every attribute: build it, or skip it for exactly one reason. What cannot be told is built. */

import type { Problem } from "../../../workflows/problem.ts";
import { hostedSystems, type OwnRunners, runnerFor } from "../../../workflows/runners.ts";
import type { KnownFailure, KnownFailures } from "../known-failures.ts";
import type {
  AttributeIdentity,
  DerivedAttribute,
  Evaluation,
  WithheldAttribute,
} from "../nix/evaluation.ts";
import { type Flake, locationInFlake } from "../nix/flake.ts";
import type { Entry, Skip } from "../plan-file.ts";
import type { CacheState } from "./cache-state.ts";
import { ownerOf } from "./organizations.ts";
import type { Timings } from "./timings.ts";

export type Ledger = {
  readonly entries: readonly Entry[];
  readonly skipped: readonly Skip[];
  /** What is known to fail and nobody has accepted: not built again, and a failure still. */
  readonly problems: readonly Problem[];
};

export type Knowledge = {
  readonly organizations: readonly string[];
  readonly cacheState: CacheState;
  readonly knownFailures: KnownFailures;
  readonly unchanged?: Unchanged;
  readonly timings: Timings;
  readonly runners?: OwnRunners;
};

/** A commit of the default branch, and the derivations it has. */
export type Unchanged = { readonly commit: string; readonly derivations: ReadonlySet<string> };

export function decide(
  evaluation: Pick<Evaluation, "flake" | "derived" | "withheld">,
  known: Knowledge,
): Ledger {
  const entries: Entry[] = [];
  const skipped: Skip[] = evaluation.withheld.map((attribute) => withheldSkip(attribute, known));
  const failing: DerivedAttribute[] = [];
  for (const attribute of evaluation.derived) {
    const skip = skipOf(attribute, known);
    if (skip === undefined) entries.push(entryOf(attribute, known));
    else skipped.push(skip);
    if (skip?.reason === "known-failing") failing.push(attribute);
  }
  return {
    entries,
    skipped: skipped.toSorted((a, b) => (a.attr < b.attr ? -1 : 1)),
    problems: stillFailing(failing, evaluation.flake, known),
  };
}

function withheldSkip(attribute: WithheldAttribute, known: Knowledge): Skip {
  const { reason, detail } = attribute;
  return { ...identify(attribute, known), reason, ...(detail === undefined ? {} : { detail }) };
}

function skipOf(attribute: DerivedAttribute, known: Knowledge): Skip | undefined {
  const holders = holdersOf(attribute, known.cacheState);
  if (holders.length > 0) return derivedSkip(attribute, known, "cached", holders.join(", "));
  // Before what is known to fail: a change that leaves it alone is not to blame.
  if (isUnchanged(attribute, known)) {
    const detail = `as at ${known.unchanged?.commit.slice(0, 12)} of the default branch`;
    return derivedSkip(attribute, known, "unchanged", detail);
  }
  const failure = known.knownFailures[attribute.drvPath];
  if (failure !== undefined) return derivedSkip(attribute, known, "known-failing", detailOf(failure));
  if (runnerFor(attribute.system, known.runners) !== undefined) return undefined;
  const detail = `no runner; GitHub has them for ${hostedSystems.join(", ")}, name your own under runners`;
  return derivedSkip(attribute, known, "unsupported", detail);
}

function detailOf({ accepted, class: failureClass, since, explanation }: KnownFailure): string {
  const failing = `${failureClass} since ${since}: ${explanation}`;
  return accepted === undefined ? failing : `accepted: ${accepted} (${failing})`;
}

/** One a root cause, in the words of the build that told it first: being told twice turns nothing green. */
function stillFailing(
  failing: readonly DerivedAttribute[],
  flake: Flake,
  { knownFailures }: Knowledge,
): readonly Problem[] {
  const victims = failing.flatMap(({ attr, drvPath, position }) => {
    const failure = knownFailures[drvPath];
    if (failure === undefined || failure.accepted !== undefined) return [];
    const where = (position && locationInFlake(flake, position)) ?? attr;
    return [{ attr, drvPath, where, failure, rootCause: failure.rootCause ?? drvPath }];
  });
  return [...Map.groupBy(victims, ({ rootCause }) => rootCause)].flatMap(([rootCause, group]) => {
    const first = group.find(({ drvPath }) => drvPath === rootCause) ?? group[0];
    if (first === undefined) return [];
    const others = group.filter((one) => one !== first).map(({ attr }) => attr);
    const also = others.length === 0 ? "" : `; also fails ${others.join(", ")}`;
    return [
      {
        ...{ code: first.failure.class, severity: "error", where: first.where },
        what: `${first.failure.explanation}${also}; still failing since ${first.failure.since}, not built again`,
        fix: `mend it, or say in the list of known failures why it is accepted: "accepted": "…" beside "since" of ${first.drvPath}`,
      },
    ];
  });
}

/**
 * The same derivation builds or fails the same, so that a change which leaves it alone cannot break it: its build is owed
 * by the default branch, whose own plan has no base and builds all that is in no cache. A base of any other branch proves
 * nothing, since a pull request may be pointed at the default branch later, without a new plan.
 */
function isUnchanged({ drvPath }: DerivedAttribute, { unchanged }: Knowledge): boolean {
  return unchanged?.derivations.has(drvPath) === true;
}

/** Caches that together have every output; empty when an output is in none, or not known before it is built. */
function holdersOf({ outputs }: DerivedAttribute, cacheState: CacheState): readonly string[] {
  const held = Object.values(outputs).map((path) => cacheState.holders(path));
  return held.some((caches) => caches.length === 0) ? [] : [...new Set(held.flat())];
}

function derivedSkip(
  attribute: DerivedAttribute,
  known: Knowledge,
  reason: Skip["reason"],
  detail: string,
): Skip {
  const { drvPath, outputs, mainProgram } = attribute;
  return {
    ...identify(attribute, known),
    ...{ reason, detail, drvPath, outputs: { ...outputs } },
    ...(mainProgram === undefined ? {} : { mainProgram }),
  };
}

function entryOf(attribute: DerivedAttribute, known: Knowledge): Entry {
  const { attr, drvPath, outputs, position, description, mainProgram } = attribute;
  const cost = known.timings.ofDerivation(drvPath) ?? known.timings.ofAttribute(attr);
  return {
    ...identify(attribute, known),
    ...{ drvPath, outputs: { ...outputs } },
    ...(cost === undefined ? {} : { cost }),
    ...(position === undefined ? {} : { position }),
    meta: {
      ...(description === undefined ? {} : { description }),
      ...(mainProgram === undefined ? {} : { mainProgram }),
    },
  };
}

function identify(
  attribute: AttributeIdentity,
  { organizations }: Knowledge,
): Pick<Entry, "attr" | "organization" | "name" | "system"> {
  const { attr, system } = attribute;
  return { attr, ...ownerOf(attribute, organizations), system };
}
