/**
 * Evaluates the attributes of a flake, each for itself: what kills or stalls the evaluator costs that attribute alone, and
 * nothing is forced that `meta` says must not be built.
 */

import { availableParallelism } from "node:os";
import { type Outcome, type Problem, refuse, succeed } from "../../../workflows/problem.ts";
import { freeMemory } from "../host/memory.ts";
import { parseAttributePath, renderAttributePath } from "./attribute-path.ts";
import type { Nix } from "./command.ts";
import type { Place } from "./eval-expression.ts";
import type { Selection } from "./eval-ledger.ts";
import { type AttributeProblem, explainFailedOutput } from "./eval-problem.ts";
import type { EvalSource, Evaluator } from "./eval-session.ts";
import { sweepOutput } from "./eval-sweep.ts";
import { type Evaluation, evaluationOf, mergeEvaluations } from "./evaluation.ts";
import { type Flake, readFlake, readNixFile } from "./flake.ts";
import { parseFlakeReference } from "./flake-reference.ts";
import { localSystem } from "./local-system.ts";
import { fileKind, kindOfOutput } from "./output-kind.ts";

export type EvaluationOptions = {
  /** Absolute: relative flake references are resolved against it, files in problems are relative to it. */
  readonly workspace: string;
  readonly signal?: AbortSignal;
  readonly onProgress?: (line: string) => void;
  /** Default 300. */
  readonly secondsPerAttribute?: number;
  /** For one evaluator. Default: three quarters of the memory that is free, shared by those that run at once. */
  readonly heapBytes?: number;
  /** Processes at once, where nix-eval-jobs is there to start them. Default: those of the machine. */
  readonly cores?: number;
  /** How many evaluations share the memory. Default 1. */
  readonly sharers?: number;
  /** Read why attributes throw, at the price of a process for each. Default true. */
  readonly explain?: boolean;
};

/** A flake reference, or the path of a `default.nix` that is no flake. */
export type Source = { readonly flake: string } | { readonly file: string };

/**
 * Every attribute of the outputs named (paths such as `packages`, `hydraJobs` or `legacyPackages.x86_64-linux.tools`; default
 * `packages`); no systems: all there are. Refused only when the source as a whole is at fault.
 */
export async function evaluateFlake(
  request: Source & { readonly systems: readonly string[]; readonly attributes?: readonly string[] },
  nix: Nix,
  options: EvaluationOptions,
): Promise<Outcome<Evaluation>> {
  const roots = parsePaths(request.attributes ?? ["packages"]);
  if (!roots.ok) return roots;
  const systems = [...new Set(request.systems)].toSorted();
  const wanted = ("file" in request ? [[]] : roots.value).map((root): Wanted => {
    const [output = "", ...rest] = root;
    return { output, selection: { root: rest, systems } };
  });
  return evaluateParts(request, wanted, nix, options);
}

/**
 * Derivations of chosen attributes, written into this machine's store even when `meta` warns: for builders that did not
 * make the plan. An attribute is a whole path, or a name in this machine's `packages`.
 */
export async function instantiate(
  request: Source & { readonly attrs: readonly string[] },
  nix: Nix,
  options: EvaluationOptions,
): Promise<Outcome<Evaluation>> {
  const paths = parsePaths(request.attrs);
  if (!paths.ok) return paths;
  if ("file" in request)
    return evaluateParts(request, [{ output: "", selection: { only: paths.value } }], nix, options);
  const whole = paths.value.map((path) => (path.length === 1 ? ["packages", localSystem(), ...path] : path));
  const sets = request.attrs.filter((_, index) => {
    const [output = "", ...rest] = whole[index] ?? [];
    return kindOfOutput(output).shape.bySystem && rest.length < 2;
  });
  if (sets.length > 0) return refuse(...sets.map(notAPath));
  const wanted = [...Map.groupBy(whole, ([output = ""]) => output)].map(([output, group]): Wanted => {
    return { output, selection: { only: group.map((path) => path.slice(1)) } };
  });
  return evaluateParts(request, wanted, nix, options);
}

/** `output` is empty for a file. */
type Wanted = { readonly output: string; readonly selection: Selection };

/** All sweeps begin at once with the reading of a local source; a remote one is locked first, so that it stays the same. */
async function evaluateParts(
  source: Source,
  wanted: readonly Wanted[],
  nix: Nix,
  options: EvaluationOptions,
): Promise<Outcome<Evaluation>> {
  const opened = openSource(source, nix, options);
  if (!opened.ok) return opened;
  const { reading, url } = opened.value;
  const sweepAll = async (at: string) => {
    const sweeps = [];
    for (const { output, selection } of wanted) {
      const from: EvalSource =
        "file" in source ? { kind: "file", path: at } : { kind: "flake", url: at, output };
      const kind = "file" in source ? fileKind : kindOfOutput(output);
      const evaluator = await newEvaluator(nix, options, output);
      const swept = await sweepOutput(evaluator, { source: from, kind }, selection);
      sweeps.push({ output, selection, swept });
    }
    return sweeps;
  };
  const early = url === undefined ? undefined : sweepAll(url);
  const flake = await reading;
  const sweeps = await early;
  if (!flake.ok) return flake;
  return evaluationOfAll(flake.value, sweeps ?? (await sweepAll(flake.value.url)));
}

type Swept = Wanted & { readonly swept: Awaited<ReturnType<typeof sweepOutput>> };

/** An output that cannot be had hides no other, but when nothing can be had there is no evaluation. */
function evaluationOfAll(flake: Flake, sweeps: readonly Swept[]): Outcome<Evaluation> {
  const parts: Evaluation[] = [];
  const problems: AttributeProblem[] = [];
  for (const { output, selection, swept } of sweeps)
    if ("fatal" in swept) {
      const problem = explainFailedOutput(flake, output, swept.fatal);
      for (const attr of lostWith(output, selection))
        problems.push({ ...problem, attr, ...(problem.code === "attribute-missing" ? { where: attr } : {}) });
    } else parts.push(evaluationOf(flake, output, swept));
  if (parts.length === 0 && problems.length > 0) return refuse(...distinct(problems));
  const merged = mergeEvaluations(flake, parts);
  return succeed({ ...merged, problems: [...problems, ...merged.problems] });
}

/** What was asked for below an output that cannot be had. */
function lostWith(output: string, selection: Selection): readonly string[] {
  const above = output === "" ? [] : [output];
  const paths = "only" in selection ? selection.only : [[]];
  return paths.map((path) => renderAttributePath([...above, ...path]));
}

/** One flake at fault is one problem, however many attributes it costs. */
function distinct(problems: readonly AttributeProblem[]): readonly Problem[] {
  const rest = problems.map(({ attr: _, ...problem }) => problem);
  return [...new Map(rest.map((problem) => [JSON.stringify(problem), problem])).values()];
}

type Opened = {
  readonly reading: Promise<Outcome<Flake>>;
  /** Where evaluation may begin before the reading has ended. */
  readonly url?: string;
};

function openSource(source: Source, nix: Nix, options: EvaluationOptions): Outcome<Opened> {
  const { workspace } = options;
  if ("file" in source) return succeed({ reading: readNixFile(source.file, workspace) });
  const reference = parseFlakeReference(source.flake, workspace);
  if (!reference.ok) return reference;
  const reading = readFlake(reference.value, workspace, withSignal(nix, options));
  return succeed({ reading, ...(reference.value.local ? { url: reference.value.url } : {}) });
}

function parsePaths(attrs: readonly string[]): Outcome<readonly Place[]> {
  const problems: Problem[] = [];
  const paths: Place[] = [];
  for (const attr of attrs) {
    const path = parseAttributePath(attr);
    if (path === undefined) problems.push(notAPath(attr));
    else paths.push(path);
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

async function newEvaluator(nix: Nix, options: EvaluationOptions, output: string): Promise<Evaluator> {
  const { signal, onProgress, sharers = 1 } = options;
  const heapBytes = options.heapBytes ?? Math.floor(((await freeMemory()) * 0.75) / sharers);
  return {
    nix,
    ...(signal === undefined ? {} : { signal }),
    ...(onProgress === undefined
      ? {}
      : {
          onEnter: (place) =>
            onProgress(`evaluating ${renderAttributePath(output === "" ? place : [output, ...place])}`),
        }),
    messages: options.explain === false ? 0 : 32,
    secondsPerAttribute: options.secondsPerAttribute ?? 300,
    heapBytes,
    cores: options.cores ?? availableParallelism(),
    localSystem: localSystem(),
  };
}

function withSignal(nix: Nix, { signal }: EvaluationOptions): Nix {
  return signal === undefined ? nix : (program, args, rest) => nix(program, args, { signal, ...rest });
}
