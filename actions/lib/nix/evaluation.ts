/** What an evaluation tells of every attribute: its derivation, why it is withheld, or what is wrong. Evaluates nothing. */

import type { Position } from "../plan-file.ts";
import { renderAttributePath } from "./attribute-path.ts";
import type { Place, WithholdingReason } from "./eval-expression.ts";
import type { Found } from "./eval-ledger.ts";
import { type AttributeProblem, explainFailedPlace } from "./eval-problem.ts";
import type { Sweep } from "./eval-sweep.ts";
import { type Flake, positionInFlake } from "./flake.ts";
import { parseStorePath } from "./store-path.ts";

export type AttributeIdentity = {
  /** Path below the flake: `packages.x86_64-linux.hello`. */
  readonly attr: string;
  readonly system: string;
  /** Last name of the path that is no system. */
  readonly name: string;
  /** Names from the output down, without the system, where there is more than one. */
  readonly nested?: readonly string[];
  /** Relative to the flake's folder; absent when it is defined elsewhere. */
  readonly position?: Position;
  readonly description?: string;
  readonly mainProgram?: string;
};

export type DerivedAttribute = AttributeIdentity & {
  readonly drvPath: string;
  /** Output name to store path; empty when only the build can tell them. */
  readonly outputs: Readonly<Record<string, string>>;
};

export type WithheldAttribute = AttributeIdentity & {
  readonly reason: WithholdingReason;
  readonly detail?: string;
};

/** Every attribute is in exactly one of the three lists, each in order of `attr`, output by output. */
export type Evaluation = {
  readonly flake: Flake;
  /** Those looked at, in ascending order. */
  readonly systems: readonly string[];
  readonly derived: readonly DerivedAttribute[];
  readonly withheld: readonly WithheldAttribute[];
  readonly problems: readonly AttributeProblem[];
};

/** `output` is empty for a file: its attributes have no output before them. */
export function evaluationOf(flake: Flake, output: string, swept: Sweep): Evaluation {
  const above = output === "" ? [] : [output];
  const derived: DerivedAttribute[] = [];
  const withheld: WithheldAttribute[] = [];
  for (const found of swept.found) {
    const identity = identify(flake, above, found);
    const { drvPath, outputs, withheld: why } = found.attribute;
    if (drvPath !== undefined && outputs !== undefined)
      derived.push({ ...identity, drvPath, outputs: knownPaths(outputs) });
    else if (why != null) withheld.push({ ...identity, reason: why.reason, ...renderDetail(why.detail) });
  }
  const problems = swept.failed.map(({ place, ...failed }) =>
    explainFailedPlace(flake, { ...failed, path: [...above, ...place] }),
  );
  return {
    flake,
    systems: swept.systems,
    derived: derived.toSorted(byAttr),
    withheld: withheld.toSorted(byAttr),
    problems: problems.toSorted(byAttr),
  };
}

function byAttr(a: { readonly attr: string }, b: { readonly attr: string }): number {
  return a.attr < b.attr ? -1 : a.attr > b.attr ? 1 : 0;
}

function identify(flake: Flake, above: Place, found: Found): AttributeIdentity {
  const { position, description, mainProgram } = found.attribute;
  const place = [parseMetaPosition(position), found.position]
    .filter((candidate) => candidate != null)
    .map((candidate) => positionInFlake(flake, candidate))
    .find((candidate) => candidate !== undefined);
  const system = found.attribute.system ?? "";
  const own = found.place.filter((name) => name !== system);
  const nested = own.length === 0 ? found.place : own;
  return {
    attr: renderAttributePath([...above, ...found.place]),
    system,
    name: nested.at(-1) ?? "",
    ...(nested.length > 1 ? { nested } : {}),
    ...(place === undefined ? {} : { position: place }),
    ...(description == null ? {} : { description }),
    ...(mainProgram == null ? {} : { mainProgram }),
  };
}

function parseMetaPosition(text: string | null | undefined): Position | undefined {
  const found = /^(.*):(\d+)$/s.exec(text ?? "");
  return found?.[1] === undefined ? undefined : { file: found[1], line: Number(found[2]) };
}

/** Outputs of content-addressed derivations are placeholders until they are built. */
function knownPaths(outputs: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.values(outputs).every((path) => parseStorePath(path) !== undefined) ? outputs : {};
}

function renderDetail(items: readonly string[]): { readonly detail?: string } {
  return items.length === 0 ? {} : { detail: items.join(", ") };
}

/** The lists put together, part by part; an attribute that two parts reach is told once. */
export function mergeEvaluations(flake: Flake, parts: readonly Evaluation[]): Evaluation {
  const once = <T extends { readonly attr: string }>(lists: readonly (readonly T[])[]): readonly T[] => [
    ...new Map(lists.flat().map((one) => [one.attr, one])).values(),
  ];
  return {
    flake,
    systems: [...new Set(parts.flatMap((part) => part.systems))].toSorted(),
    derived: once(parts.map((part) => part.derived)),
    withheld: once(parts.map((part) => part.withheld)),
    problems: once(parts.map((part) => part.problems)),
  };
}
