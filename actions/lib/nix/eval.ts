/**
 * Evaluates the attributes of a flake, each for itself: what kills or stalls the evaluator costs that attribute alone, and
 * nothing is forced that `meta` says must not be built.
 */

import { arch, platform, totalmem } from "node:os";
import { type Outcome, type Problem, refuse, succeed } from "../../../workflows/problem.ts";
import type { Position } from "../plan-file.ts";
import { parseAttributePath, renderAttributePath } from "./attribute-path.ts";
import type { Nix } from "./command.ts";
import type { Place, WithholdingReason } from "./eval-expression.ts";
import { type AttributeProblem, explainFailedOutput, explainFailedPlace } from "./eval-problem.ts";
import type { Evaluator } from "./eval-session.ts";
import { type Found, type Selection, type Sweep, sweepOutput } from "./eval-sweep.ts";
import { type Flake, positionInFlake, readFlake } from "./flake.ts";
import { type FlakeReference, parseFlakeReference } from "./flake-reference.ts";
import { parseStorePath } from "./store-path.ts";

export type EvaluationOptions = {
  /** Absolute: relative flake references are resolved against it, files in problems are relative to it. */
  readonly workspace: string;
  readonly signal?: AbortSignal;
  readonly onProgress?: (line: string) => void;
  /** Default 300. */
  readonly secondsPerAttribute?: number;
  /** Default: three quarters of the machine's memory. */
  readonly heapBytes?: number;
  /** Read why attributes throw, at the price of a process for each. Default true. */
  readonly explain?: boolean;
};

export type AttributeIdentity = {
  /** Path below the flake: `packages.x86_64-linux.hello`. */
  readonly attr: string;
  readonly system: string;
  /** Last name of the path. */
  readonly name: string;
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

/** Every attribute is in exactly one of the three lists, each in order of `attr`. */
export type Evaluation = {
  readonly flake: Flake;
  /** Those looked at, in ascending order. */
  readonly systems: readonly string[];
  readonly derived: readonly DerivedAttribute[];
  readonly withheld: readonly WithheldAttribute[];
  readonly problems: readonly AttributeProblem[];
};

/** Every `packages.<system>.<name>`; no systems: all that the flake names. Refused only when the flake as a whole is at fault. */
export async function evaluateFlake(
  request: { readonly flake: string; readonly systems: readonly string[] },
  nix: Nix,
  options: EvaluationOptions,
): Promise<Outcome<Evaluation>> {
  const reference = parseFlakeReference(request.flake, options.workspace);
  if (!reference.ok) return reference;
  const systems = [...new Set(request.systems)].toSorted();
  return evaluateOutput(reference.value, { output: "packages", selection: { systems } }, nix, options);
}

/**
 * Derivations of chosen attributes, written into this machine's store even when `meta` warns: for builders that did not
 * make the plan. An attribute is a whole path, or a name in this machine's `packages`.
 */
export async function instantiate(
  request: { readonly flake: string; readonly attrs: readonly string[] },
  nix: Nix,
  options: EvaluationOptions,
): Promise<Outcome<Evaluation>> {
  const reference = parseFlakeReference(request.flake, options.workspace);
  if (!reference.ok) return reference;
  const paths = parsePaths(request.attrs);
  if (!paths.ok) return paths;
  const parts: Evaluation[] = [];
  for (const [output, group] of Map.groupBy(paths.value, ([first]) => first ?? "")) {
    const only = group.map((path) => path.slice(1));
    const part = await evaluateOutput(reference.value, { output, selection: { only } }, nix, options);
    if (!part.ok) return part;
    parts.push(part.value);
  }
  return mergeParts(parts, () => readFlake(reference.value, options.workspace, withSignal(nix, options)));
}

type Wanted = { readonly output: string; readonly selection: Selection };

async function evaluateOutput(
  reference: FlakeReference,
  { output, selection }: Wanted,
  nix: Nix,
  options: EvaluationOptions,
): Promise<Outcome<Evaluation>> {
  const reading = readFlake(reference, options.workspace, withSignal(nix, options));
  const evaluator = newEvaluator(nix, options, output);
  const sweep = async (url: string): ReturnType<typeof sweepOutput> =>
    sweepOutput(evaluator, { url, output }, selection);
  // A local flake is the same for both; a remote one is locked first, so that it is fetched once and stays the same.
  const early = reference.local ? sweep(reference.url) : undefined;
  const flake = await reading;
  if (!flake.ok) {
    await early;
    return flake;
  }
  const swept = await (early ?? sweep(flake.value.url));
  if ("fatal" in swept) return refuse(explainFailedOutput(flake.value, output, swept.fatal));
  return succeed(evaluationOf(flake.value, output, swept));
}

/** `.drv` files of one part are as good as those of another; only the lists are put together. */
async function mergeParts(
  parts: readonly Evaluation[],
  read: () => Promise<Outcome<Flake>>,
): Promise<Outcome<Evaluation>> {
  const first = parts[0]?.flake;
  const flake = first === undefined ? await read() : succeed(first);
  if (!flake.ok) return flake;
  return succeed({
    flake: flake.value,
    systems: [...new Set(parts.flatMap((part) => part.systems))].toSorted(),
    derived: parts.flatMap((part) => part.derived),
    withheld: parts.flatMap((part) => part.withheld),
    problems: parts.flatMap((part) => part.problems),
  });
}

function evaluationOf(flake: Flake, output: string, swept: Sweep): Evaluation {
  const derived: DerivedAttribute[] = [];
  const withheld: WithheldAttribute[] = [];
  for (const found of swept.found) {
    const identity = identify(flake, output, found);
    const { drvPath, outputs, withheld: why } = found.attribute;
    if (drvPath !== undefined && outputs !== undefined)
      derived.push({ ...identity, drvPath, outputs: knownPaths(outputs) });
    else if (why != null) withheld.push({ ...identity, reason: why.reason, ...renderDetail(why.detail) });
  }
  const problems = swept.failed.map(({ place, ...failed }) =>
    explainFailedPlace(flake, { ...failed, path: [output, ...place] }),
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

function identify(flake: Flake, output: string, found: Found): AttributeIdentity {
  const { position, description, mainProgram } = found.attribute;
  const place = [parseMetaPosition(position), found.position]
    .filter((candidate) => candidate != null)
    .map((candidate) => positionInFlake(flake, candidate))
    .find((candidate) => candidate !== undefined);
  return {
    attr: renderAttributePath([output, ...found.place]),
    system: found.place[0] ?? "",
    name: found.place.at(-1) ?? "",
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

function parsePaths(attrs: readonly string[]): Outcome<readonly Place[]> {
  const problems: Problem[] = [];
  const paths: Place[] = [];
  for (const attr of attrs) {
    const path = parseAttributePath(attr);
    if (path === undefined || path.length === 2) problems.push(notAPath(attr));
    else paths.push(path.length === 1 ? ["packages", localSystem(), ...path] : path);
  }
  return problems.length > 0 ? refuse(...problems) : succeed(paths);
}

function notAPath(attr: string): Problem {
  return {
    code: "attribute-missing",
    severity: "error",
    where: attr,
    what: `${JSON.stringify(attr)} is no path of an attribute`,
    fix: `write a name or a whole path, with quotes around odd names: packages.${localSystem()}."a.b"`,
  };
}

function newEvaluator(nix: Nix, options: EvaluationOptions, output: string): Evaluator {
  const { signal, onProgress } = options;
  return {
    nix,
    ...(signal === undefined ? {} : { signal }),
    ...(onProgress === undefined
      ? {}
      : { onEnter: (place) => onProgress(`evaluating ${renderAttributePath([output, ...place])}`) }),
    messages: options.explain === false ? 0 : 32,
    secondsPerAttribute: options.secondsPerAttribute ?? 300,
    heapBytes: options.heapBytes ?? Math.floor(totalmem() * 0.75),
    localSystem: localSystem(),
  };
}

function withSignal(nix: Nix, { signal }: EvaluationOptions): Nix {
  return signal === undefined ? nix : (program, args, rest) => nix(program, args, { signal, ...rest });
}

/** The Nix system of this machine, as Nix itself would name it. */
export function localSystem(): string {
  const cpu: Readonly<Record<string, string>> = { x64: "x86_64", arm64: "aarch64", ia32: "i686" };
  return `${cpu[arch()] ?? arch()}-${platform()}`;
}
